package dunlin.swarm.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.swarm.metadata.MetadataAssembly.Outcome;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetadataAssemblyTest {
    private static final long SECOND = 1_000_000_000;
    private static final int PIECE = MetadataMessage.PIECE_LENGTH;

    /** Three pieces, the last one short. */
    private final byte[] info = new byte[2 * PIECE + 77];

    private final MetadataAssembly<String> assembly;
    private long now = Long.MAX_VALUE - 30 * SECOND;

    MetadataAssemblyTest() {
        new Random(5).nextBytes(info);
        assembly = v1();
    }

    private MetadataAssembly<String> v1() {
        return new MetadataAssembly<>(
                Optional.of(InfoHash.of(digest("SHA-1", info))), Optional.empty());
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MetadataMessage.Data piece(byte[] of, int piece) {
        int from = piece * PIECE;
        int to = from + MetadataMessage.length(piece, of.length);
        return new MetadataMessage.Data(piece, of.length, Arrays.copyOfRange(of, from, to));
    }

    private Outcome<String> give(String peer, byte[] of, int piece) throws ProtocolException {
        return assembly.received(peer, piece(of, piece), now);
    }

    private byte[] poisoned() {
        byte[] other = info.clone();
        other[PIECE + 3] ^= 1;
        return other;
    }

    /** Asks the peer as long as there is something to ask, and has it answer from its copy. */
    private Outcome<String> exchange(String peer, byte[] copy) throws ProtocolException {
        Outcome<String> last = new Outcome.Waiting<>();
        for (OptionalInt next = assembly.next(peer, now);
                next.isPresent();
                next = assembly.next(peer, now)) {
            last = give(peer, copy, next.getAsInt());
        }
        return last;
    }

    private static void assertWhole(Outcome<String> outcome, byte[] expected) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Whole.class, whole -> assertThat(whole.info()).isEqualTo(expected));
    }

    @Test
    void asksDifferentPeersForDifferentPieces() throws ProtocolException {
        for (String peer : List.of("a", "b", "c")) {
            assembly.offers(peer, info.length);
        }
        assertThat(assembly.next("a", now)).hasValue(0);
        assertThat(assembly.next("b", now)).hasValue(1);
        assertThat(assembly.next("c", now)).hasValue(2);
        assertThat(give("b", info, 1)).isEqualTo(new Outcome.Waiting<>());
        assertThat(give("c", info, 2)).isEqualTo(new Outcome.Waiting<>());
        assertWhole(give("a", info, 0), info);
        assertThat(assembly.next("a", now)).isEmpty();
        assertThat(give("a", info, 0)).isEqualTo(new Outcome.Waiting<>());
    }

    @Test
    void checksTheHashOfVersion2() throws ProtocolException {
        Optional<InfoHashV2> v2 = Optional.of(InfoHashV2.of(digest("SHA-256", info)));
        MetadataAssembly<String> only = new MetadataAssembly<>(Optional.empty(), v2);
        only.offers("a", info.length);
        for (int i = 0; i < 3; i++) {
            Outcome<String> outcome =
                    only.received("a", piece(info, only.next("a", now).orElseThrow()), now);
            assertThat(outcome instanceof Outcome.Whole).isEqualTo(i == 2);
        }
    }

    @Test
    void wantsBothHashesOfAHybridToBeMet() throws ProtocolException {
        Optional<InfoHash> right = Optional.of(InfoHash.of(digest("SHA-1", info)));
        Optional<InfoHashV2> wrong = Optional.of(InfoHashV2.of(digest("SHA-256", poisoned())));
        MetadataAssembly<String> both = new MetadataAssembly<>(right, wrong);
        both.offers("a", info.length);
        Outcome<String> last = new Outcome.Waiting<>();
        for (int i = 0; i < 3; i++) {
            last = both.received("a", piece(info, both.next("a", now).orElseThrow()), now);
        }
        assertThat(last).isEqualTo(new Outcome.Wrong<>(Set.of("a")));
    }

    @Test
    void refusesSizesThatCannotBeAndSizesThatChange() throws ProtocolException {
        assertThatThrownBy(() -> assembly.offers("huge", MetadataMessage.MAX_SIZE + 1L))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("67108865");
        assertThatThrownBy(() -> assembly.offers("negative", -1))
                .isInstanceOf(ProtocolException.class);
        assembly.offers("a", 5_000);
        assembly.offers("a", 5_000);
        assertThatThrownBy(() -> assembly.offers("a", 6_000))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("6000")
                .hasMessageContaining("5000");
        assertThat(assembly.next("a", now)).isEmpty();

        assembly.offers("b", info.length);
        int piece = assembly.next("b", now).orElseThrow();
        assertThatThrownBy(() -> give("b", new byte[info.length + 1], piece))
                .isInstanceOf(ProtocolException.class);
        assertThat(assembly.next("b", now)).isEmpty();
    }

    @Test
    void asksNothingOfAPeerThatHasNoMetadata() throws ProtocolException {
        assembly.offers("a", 0);
        assertThat(assembly.next("a", now)).isEmpty();
        assertThat(assembly.next("stranger", now)).isEmpty();
        assembly.offers("a", info.length);
        assertThat(assembly.next("a", now)).isPresent();
    }

    @Test
    void ignoresPiecesTwiceAndPiecesNotAskedFor() throws ProtocolException {
        assembly.offers("a", info.length);
        assembly.offers("b", info.length);
        assertThat(give("b", poisoned(), 1)).isEqualTo(new Outcome.Waiting<>());
        int first = assembly.next("a", now).orElseThrow();
        give("a", info, first);
        give("a", poisoned(), first);
        assertWhole(exchange("a", info), info);
    }

    @Test
    void asksAnotherForWhatIsRejected() throws ProtocolException {
        assembly.offers("a", info.length);
        assembly.offers("b", info.length);
        for (int i = 0; i < 3; i++) {
            assembly.rejected("a", assembly.next("a", now).orElseThrow(), now);
        }
        assertThat(assembly.next("a", now)).isEmpty();
        now += 61 * SECOND;
        assertThat(assembly.next("a", now)).isPresent();
        assertWhole(exchange("b", info), info);
    }

    @Test
    void asksAnotherWhenOneIsSilentOrGone() throws ProtocolException {
        for (String peer : List.of("a", "b", "c", "d")) {
            assembly.offers(peer, info.length);
            for (int i = 0; i < 3; i++) {
                assertThat(assembly.next(peer, now).isPresent()).isEqualTo(!peer.equals("d"));
            }
            assertThat(assembly.next(peer, now)).as("all are asked of it").isEmpty();
        }
        assembly.left("a");
        assertThat(assembly.next("d", now)).isPresent();
        now += 10 * SECOND;
        assertWhole(exchange("d", info), info);
    }

    @Test
    void asksFewPiecesOfOnePeerAtATime() throws ProtocolException {
        assembly.offers("a", 100 * PIECE);
        for (int i = 0; i < 4; i++) {
            assertThat(assembly.next("a", now)).isPresent();
        }
        assertThat(assembly.next("a", now)).isEmpty();
    }

    @Test
    void namesTheOneThatGaveAllOfAFalseCopy() throws ProtocolException {
        assembly.offers("liar", info.length);
        assertThat(exchange("liar", poisoned())).isEqualTo(new Outcome.Wrong<>(Set.of("liar")));
        assertThat(assembly.next("liar", now)).isEmpty();
        assembly.offers("a", info.length);
        assertWhole(exchange("a", info), info);
    }

    @Test
    void beginsAnewFromOnePeerAfterSeveralGaveAFalseCopy() throws ProtocolException {
        for (String peer : List.of("a", "liar", "b")) {
            assembly.offers(peer, info.length);
        }
        for (String peer : List.of("a", "liar", "b")) {
            assertThat(assembly.next(peer, now)).isPresent();
        }
        give("a", info, 0);
        give("b", info, 2);
        assertThat(give("liar", poisoned(), 1))
                .as("any of the three may have lied")
                .isEqualTo(new Outcome.Wrong<>(Set.of()));

        int piece = assembly.next("liar", now).orElseThrow();
        assertThat(assembly.next("a", now)).as("one at a time").isEmpty();
        give("liar", poisoned(), piece);
        assertThat(exchange("liar", poisoned())).isEqualTo(new Outcome.Wrong<>(Set.of("liar")));
        assertWhole(exchange("a", info), info);
    }

    @Test
    void takesTheTurnFromOneThatGoesSilentOrRefuses() throws ProtocolException {
        for (String peer : List.of("liar", "a", "b", "c")) {
            assembly.offers(peer, info.length);
        }
        exchange("liar", poisoned());
        assembly.next("a", now);
        now += 11 * SECOND;
        assertThat(assembly.next("b", now)).isPresent();
        assembly.rejected("b", 2, now);
        assertThat(assembly.next("b", now)).isEmpty();
        assertWhole(exchange("c", info), info);
    }

    @Test
    void findsTheTruthAmongLyingSizes() throws ProtocolException {
        for (int i = 0; i < 50; i++) {
            assembly.offers("liar" + i, 1_000 + i);
            assembly.offers("huge" + i, MetadataMessage.MAX_SIZE - i);
        }
        assembly.offers("a", info.length);
        for (int i = 0; i < 50; i++) {
            assertThat(exchange("liar" + i, new byte[1_000 + i]))
                    .isEqualTo(new Outcome.Wrong<>(Set.of("liar" + i)));
        }
        assertWhole(exchange("a", info), info);
    }

    @Test
    void holdsABoundedAmountOfLies() throws ProtocolException {
        assembly.offers("a", info.length);
        assembly.offers("b", info.length);
        give("a", info, assembly.next("a", now).orElseThrow());
        byte[] junk = new byte[PIECE];
        int given = 0;
        Set<String> again = new HashSet<>();
        for (int liar = 0; liar < 3; liar++) {
            int size = MetadataMessage.MAX_SIZE - liar;
            assembly.offers("liar" + liar, size);
            for (int i = 0; i < size / PIECE - 1; i++) {
                int piece = assembly.next("liar" + liar, now).orElseThrow();
                assembly.received("liar" + liar, new MetadataMessage.Data(piece, size, junk), now);
                given++;
            }
        }
        assertThat((long) given * PIECE).isGreaterThan(2L * MetadataMessage.MAX_SIZE);
        for (int liar = 0; liar < 3; liar++) {
            OptionalInt next = assembly.next("liar" + liar, now);
            if (next.orElse(-1) == 0) {
                again.add("liar" + liar);
            }
        }
        assertThat(again).as("begins anew, its copy was thrown away").hasSize(1);
        assertWhole(exchange("b", info), info);
    }

    @Test
    void endsWithTheTruthWhateverHappensAsLongAsOneHonestPeerStays() throws ProtocolException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            MetadataAssembly<Integer> each =
                    new MetadataAssembly<>(
                            Optional.of(InfoHash.of(digest("SHA-1", info))), Optional.empty());
            List<Integer> peers = new ArrayList<>();
            Set<Integer> culprits = new HashSet<>();
            for (int peer = 0; peer < 6; peer++) {
                peers.add(peer);
                each.offers(peer, info.length);
            }
            Outcome<Integer> outcome = new Outcome.Waiting<>();
            for (int step = 0; step < 2_000 && !(outcome instanceof Outcome.Whole); step++) {
                now += SECOND;
                int peer = peers.get(random.nextInt(peers.size()));
                OptionalInt next = each.next(peer, now);
                if (next.isEmpty() || random.nextInt(10) == 0) {
                    continue;
                }
                int piece = next.getAsInt();
                boolean liar = peer % 2 == 1;
                if (liar && random.nextInt(4) == 0) {
                    each.rejected(peer, piece, now);
                    continue;
                }
                outcome = each.received(peer, piece(liar ? poisoned() : info, piece), now);
                if (outcome instanceof Outcome.Wrong<Integer>(Set<Integer> found)) {
                    culprits.addAll(found);
                    peers.removeAll(found);
                }
            }
            assertThat(outcome).isInstanceOf(Outcome.Whole.class);
            assertThat(culprits).allMatch(peer -> peer % 2 == 1);
        }
    }

    @Test
    void awaitsOnlyWhatItAskedForNotLongAgo() throws ProtocolException {
        assembly.offers("peer", info.length);
        assertThat(assembly.awaits("peer", 0, now)).isFalse();
        int asked = assembly.next("peer", now).orElseThrow();
        assertThat(assembly.awaits("peer", asked, now)).isTrue();
        assertThat(assembly.awaits("stranger", asked, now)).isFalse();
        assertThat(assembly.awaits("peer", asked, now + 10 * SECOND)).isFalse();
        give("peer", info, asked);
        assertThat(assembly.awaits("peer", asked, now)).isFalse();
    }
}
