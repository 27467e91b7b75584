package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peer;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceResponseTest {
    private static final InetSocketAddress V4 = address("10.9.8.7", 6881);
    private static final InetSocketAddress V6 = address("2001:db8::5", 51413);

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private static Peers answer(Peer... peers) {
        return new Peers(
                120,
                OptionalInt.of(10),
                OptionalInt.of(3),
                OptionalInt.of(4),
                List.of(peers),
                Optional.of("slow today"),
                Optional.of("\u00ff\u0000x"),
                Optional.of(InetAddress.ofLiteral("192.0.2.1")),
                true);
    }

    private static AnnounceResponse parse(String bencode) throws ProtocolException {
        return AnnounceResponse.parse(bencode.getBytes(ISO_8859_1));
    }

    @Test
    void packsIpv4AndIpv6ApartAsBep23AndBep7Say() {
        Peers answer = answer(new Peer(V4, Optional.empty()), new Peer(V6, Optional.empty()));
        assertThat(new String(answer.encode(true), ISO_8859_1))
                .contains("5:peers6:\n\t\b\u0007\u001a\u00e1")
                .contains("6:peers618: \u0001\r\u00b8");
    }

    @Test
    void readsThePackedFormThatItWrites() throws ProtocolException {
        Peers answer = answer(new Peer(V4, Optional.empty()), new Peer(V6, Optional.empty()));
        assertThat(AnnounceResponse.parse(answer.encode(true))).isEqualTo(answer);
    }

    @Test
    void readsTheListOfDictionariesThatItWrites() throws ProtocolException {
        Optional<PeerId> id = Optional.of(PeerId.of("-XX0001-abcdefghijkl".getBytes(UTF_8)));
        Peers answer = answer(new Peer(V4, id), new Peer(V6, Optional.empty()));
        assertThat(AnnounceResponse.parse(answer.encode(false))).isEqualTo(answer);
    }

    @Test
    void readsAFailureWithAndWithoutATimeToRetry() throws ProtocolException {
        assertThat(parse("d14:failure reason4:full8:retry ini5ee"))
                .isEqualTo(new Failure("full", Optional.of(Duration.ofMinutes(5))));
        assertThat(parse("d14:failure reason4:full8:retry in5:nevere"))
                .isEqualTo(new Failure("full", Optional.of(Failure.NEVER)));
        assertThat(parse("d14:failure reason4:fulle")).isEqualTo(new Failure("full"));
    }

    @Test
    void readsTheFailureThatItWrites() throws ProtocolException {
        Failure failure = new Failure("not so fast", Optional.of(Duration.ofMinutes(3)));
        assertThat(AnnounceResponse.parse(failure.encode(true))).isEqualTo(failure);
        Failure asking = new Failure("members only", Optional.empty(), true);
        assertThat(AnnounceResponse.parse(asking.encode(true))).isEqualTo(asking);
        assertThat(new String(asking.encode(true), UTF_8))
                .isEqualTo("d9:asks namei1e14:failure reason12:members onlye");
    }

    @Test
    void makesAFailureReasonSafeToPrintAndCutsItShort() throws ProtocolException {
        AnnounceResponse answer = parse("d14:failure reason400:\u001b[2J" + "x".repeat(396) + "e");
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.reason())
                                        .startsWith("\\u001b[2J")
                                        .hasSizeLessThan(310));
    }

    @Test
    void passesOverPortZeroAndNamesInsteadOfAddresses() throws ProtocolException {
        assertThat(parse("d8:intervali60e5:peers12:\1\2\3\4\0\0\1\2\3\4\0Qe"))
                .isInstanceOfSatisfying(
                        Peers.class,
                        peers ->
                                assertThat(peers.addresses())
                                        .containsExactly(address("1.2.3.4", 81)));
        assertThat(
                        parse(
                                "d8:intervali60e5:peersl"
                                        + "d2:ip11:example.com4:porti80ee"
                                        + "d2:ip7:1.2.3.44:porti0ee"
                                        + "d2:ip7:1.2.3.44:porti70000ee"
                                        + "d2:ip7:1.2.3.44:porti82eeee"))
                .isInstanceOfSatisfying(
                        Peers.class,
                        peers ->
                                assertThat(peers.addresses())
                                        .containsExactly(address("1.2.3.4", 82)));
    }

    @Test
    void takesABoundedNumberOfPeers() throws ProtocolException {
        String many = "\1\2\3\4\1\1".repeat(100_000);
        assertThat(parse("d8:intervali60e5:peers600000:" + many + "e"))
                .isInstanceOfSatisfying(
                        Peers.class,
                        peers -> assertThat(peers.peers()).hasSize(AnnounceResponse.MAX_PEERS));
    }

    @Test
    void clampsNumbersThatDoNotFit() throws ProtocolException {
        assertThat(parse("d8:completei-4e8:intervali99999999999999e5:peers0:e"))
                .isInstanceOfSatisfying(
                        Peers.class,
                        peers -> {
                            assertThat(peers.interval()).isEqualTo(Integer.MAX_VALUE);
                            assertThat(peers.complete()).isEmpty();
                        });
    }

    private static final String PEER = "5:peers6:\1\2\3\4\0Q";

    @ParameterizedTest
    @ValueSource(
            strings = {
                PEER + "8:intervali60e8:completei1e", // as chihaya orders them
                "8:interval2:60" + PEER,
                "8:interval4:60.5" + PEER,
                "8:intervali60.5e" + PEER,
                "8:intervali060e" + PEER,
                "8:completele8:intervali60e12:min intervalle" + PEER,
                "8:complete1:x11:external ip3:abc10:incompletei-5e8:intervali60e" + PEER,
                "8:intervali60e" + PEER + "10:tracker idi5e15:warning messagel1:xe",
                "8:intervali60e" + PEER + "6:peers6le",
                "8:intervali60e" + PEER + "6:peers617:aaaaaaaaaaaaaaaaa",
                "8:intervali60e" + PEER + "6:peers6i0e",
                "8:intervali60e5:peers11:\1\2\3\4\0Qabcde",
                "8:intervali60e" + PEER + PEER + "8:intervali70e",
                "14:failure reasonle8:intervali60e" + PEER,
                "8:intervali60e5:peersli5e1:xd4:porti5eed2:ip7:1.2.3.44:portlee"
                        + "d2:ip7:1.2.3.44:port2:81ee",
            })
    void passesOverWhateverIsOddAndTakesTheRest(String odd) throws ProtocolException {
        for (String behind : List.of("", "\n", " trailing", "6:peers618:aaaaaaaaaaaaaaaaaa")) {
            assertThat(parse("d" + odd + "e" + behind))
                    .isInstanceOfSatisfying(
                            Peers.class,
                            peers -> {
                                assertThat(peers.interval()).isEqualTo(60);
                                assertThat(peers.addresses())
                                        .containsExactly(address("1.2.3.4", 81));
                            });
        }
    }

    @Test
    void takesAnAnswerThatNamesNobody() throws ProtocolException {
        for (String nobody : List.of("5:peersi0e", "5:peersde", "6:peers60:")) {
            assertThat(parse("d8:intervali60e" + nobody + "e"))
                    .isInstanceOfSatisfying(
                            Peers.class, peers -> assertThat(peers.peers()).isEmpty());
        }
    }

    @Test
    void readsAListOfPeersUnderThatForIpv6Too() throws ProtocolException {
        assertThat(parse("d6:peers6ld2:ip11:2001:db8::54:porti51413eeee"))
                .isInstanceOfSatisfying(
                        Peers.class, peers -> assertThat(peers.addresses()).containsExactly(V6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>not found</html>",
                "",
                "le",
                "de",
                "d14:failure reasoni5ee",
                "d8:intervali60e5:peers600:abce",
            })
    void refusesWhatIsNoAnswer(String bencode) {
        assertThatThrownBy(() -> parse(bencode)).isInstanceOf(ProtocolException.class);
    }
}
