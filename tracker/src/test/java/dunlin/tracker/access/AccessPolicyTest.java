package dunlin.tracker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.AddressRange;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.access.AccessPolicy.Rule;
import dunlin.tracker.access.Gate.Pass;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessPolicyTest {
    private static final InfoHash LISTED = InfoHash.of(new byte[20]);
    private static final InfoHash OTHER = InfoHash.fromHex("01".repeat(20));
    private static final PeerKey ANNA = key(1);
    private static final PeerKey EVE = key(2);
    private static final String TOKEN = "an-old-seedbox-42";
    private static final PeerAddress HOME = address("192.0.2.1");
    private static final PeerAddress ELSEWHERE = address("198.51.100.1");

    @TempDir private Path folder;
    private long nanos = -5_000_000_000L; // System.nanoTime may be negative too

    private static PeerKey key(int n) {
        byte[] bytes = new byte[PeerKey.LENGTH];
        Arrays.fill(bytes, (byte) n);
        return PeerKey.of(bytes);
    }

    private static PeerAddress address(String literal) {
        return PeerAddress.of(InetAddress.ofLiteral(literal), 6881);
    }

    private AccessPolicy policy(Rule rule, AddressRange... banned) {
        return new AccessPolicy(rule, List.of(banned), () -> nanos);
    }

    private AccessPolicy membersOnly(Path file) throws Exception {
        return policy(new Rule.MembersOnly(MembersFile.read(file), false));
    }

    private Path members(String... lines) throws Exception {
        return Files.write(folder.resolve("members"), List.of(lines));
    }

    private static void assertRefused(ThrowingCallable call, Reason reason, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrackerRejection.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }

    @Test
    void anOpenIndexServesAnyone() throws Exception {
        AccessPolicy policy = policy(new Rule.Open());
        policy.request(HOME);
        policy.announce(OTHER, HOME, Pass.NONE);
        policy.register(EVE, HOME);
        assertThatCode(() -> policy.join(OTHER, HOME)).doesNotThrowAnyException();
    }

    @Test
    void aListedIndexTakesAnnouncesOnlyForWhatIsRegistered() throws Exception {
        AccessPolicy policy = policy(new Rule.Listed(LISTED::equals));
        policy.announce(LISTED, HOME, Pass.NONE);
        policy.register(EVE, HOME);
        assertRefused(
                () -> policy.announce(OTHER, HOME, Pass.NONE),
                Reason.FORBIDDEN,
                "only what is registered");
    }

    @Test
    void anIndexOfMembersKnowsThemByKeyOrToken() throws Exception {
        AccessPolicy policy =
                membersOnly(members("# us", "", "key " + ANNA + " anna", "token " + TOKEN));
        policy.announce(OTHER, HOME, new Pass(Optional.of(ANNA), Optional.empty()));
        policy.announce(OTHER, HOME, new Pass(Optional.empty(), Optional.of(TOKEN)));
        policy.register(ANNA, HOME);
        assertRefused(() -> policy.announce(OTHER, HOME, Pass.NONE), Reason.FORBIDDEN, "members");
        assertRefused(
                () ->
                        policy.announce(
                                OTHER, HOME, new Pass(Optional.of(EVE), Optional.of(TOKEN + "x"))),
                Reason.FORBIDDEN,
                "members");
        assertRefused(() -> policy.register(EVE, HOME), Reason.FORBIDDEN, EVE.toString());
    }

    @Test
    void aChangedListOfMembersHoldsWithinSeconds() throws Exception {
        Path file = members("key " + ANNA);
        MembersFile members = MembersFile.read(file);
        AccessPolicy policy = policy(new Rule.MembersOnly(members, false));
        members("key " + EVE);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        policy.register(ANNA, HOME);
        members.look();
        policy.register(EVE, HOME);
        assertRefused(() -> policy.register(ANNA, HOME), Reason.FORBIDDEN, "members");
    }

    @Test
    void aSpoiltListOfMembersChangesNothing() throws Exception {
        Path file = members("key " + ANNA);
        MembersFile members = MembersFile.read(file);
        AccessPolicy policy = policy(new Rule.MembersOnly(members, false));
        members("everyone");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        members.look();
        policy.register(ANNA, HOME);
        assertRefused(() -> policy.register(EVE, HOME), Reason.FORBIDDEN, "members");
    }

    @Test
    void aListOfMembersWithABrokenLineIsRefusedWithItsNumber() {
        assertThatThrownBy(() -> membersOnly(members("key " + ANNA, "key 12")))
                .hasMessageContaining("line 2: a key is 64 hexadecimal digits");
        assertThatThrownBy(() -> membersOnly(members("token short")))
                .hasMessageContaining("line 1: a token is 16 to 64");
        assertThatThrownBy(() -> membersOnly(members("anna")))
                .hasMessageContaining("neither \"key HEX\" nor \"token TOKEN\"");
    }

    @Test
    void theBannedAreRefusedEverything() throws Exception {
        AccessPolicy policy = policy(new Rule.Open(), AddressRange.parse("192.0.2.0/24"));
        assertRefused(() -> policy.request(HOME), Reason.FORBIDDEN, "banned");
        policy.request(ELSEWHERE);
    }

    @Test
    void aFloodOfAMillionHashesIsCutShortAndOthersDoNotFeelIt() throws Exception {
        AccessPolicy policy = policy(new Rule.Open());
        int joined = 0;
        for (int i = 0; i < 1_000_000; i++) {
            try {
                policy.join(OTHER, HOME);
                joined++;
            } catch (TrackerRejection e) {
                assertThat(e.retryIn()).hasValueSatisfying(wait -> assertThat(wait).isPositive());
            }
        }
        assertThat(joined).isEqualTo(20_000);
        policy.join(OTHER, ELSEWHERE);
        nanos += Duration.ofSeconds(1).toNanos();
        for (int i = 0; i < 50; i++) {
            policy.join(OTHER, HOME);
        }
        assertRefused(() -> policy.join(OTHER, HOME), Reason.TOO_OFTEN, "too many new swarms");
    }

    @Test
    void manyAddressesOfOneIpv6NetworkAreOneSubject() throws Exception {
        AccessPolicy policy = policy(new Rule.Open());
        for (int i = 0; i < 20_000; i++) {
            policy.join(OTHER, new PeerAddress(0x20010db800000000L, i, 1));
        }
        assertRefused(
                () -> policy.join(OTHER, new PeerAddress(0x20010db800000000L, -1, 1)),
                Reason.TOO_OFTEN,
                "too many");
        policy.join(OTHER, new PeerAddress(0x20010db800000001L, 0, 1));
    }

    @Test
    void aKeyThatRegistersFromEverywhereIsThrottledToo() throws Exception {
        AccessPolicy policy = policy(new Rule.Open());
        for (int i = 0; i < 20_000; i++) {
            policy.register(ANNA, PeerAddress.ipv4(0x0a000000 + i, 1));
        }
        assertRefused(() -> policy.register(ANNA, ELSEWHERE), Reason.TOO_OFTEN, "by this key");
        policy.register(EVE, ELSEWHERE);
    }

    /** Keys of one 32-bit hash are found by trying; both of these have it by how it is made. */
    @Test
    @Tag("attack")
    void aKeyOfTheSameHashCodeUsesUpNothingOfAnother() throws Exception {
        byte[] one = new byte[PeerKey.LENGTH];
        byte[] other = new byte[PeerKey.LENGTH];
        one[0] = 1;
        other[1] = 31;
        PeerKey victim = PeerKey.of(one);
        PeerKey attacker = PeerKey.of(other);
        assertThat(attacker.hashCode()).isEqualTo(victim.hashCode());
        AccessPolicy policy = policy(new Rule.Open());
        for (int i = 0; i < 20_000; i++) {
            policy.register(attacker, PeerAddress.ipv4(0x0a000000 + i, 1));
        }
        policy.register(victim, ELSEWHERE);
        assertRefused(() -> policy.register(attacker, ELSEWHERE), Reason.TOO_OFTEN, "by this key");
    }

    @Test
    void credentialsAreVerifiedSoOftenForOneAddressAndSoOftenForAll() throws Exception {
        AccessPolicy policy = policy(new Rule.Open());
        for (int i = 0; i < 2_000; i++) {
            policy.verify(HOME);
        }
        assertRefused(() -> policy.verify(HOME), Reason.TOO_OFTEN, "from this address");
        for (int i = 0; i < 3_000; i++) {
            policy.verify(PeerAddress.ipv4(0x0a000000 + i, 1));
        }
        assertRefused(() -> policy.verify(ELSEWHERE), Reason.TOO_OFTEN, "just now");
        nanos += Duration.ofSeconds(1).toNanos();
        policy.verify(ELSEWHERE);
    }

    @Test
    void sayingThatItIsNotListedNeedsAnAnswerFromTheCatalogue() {
        TrackerRejection gone = new TrackerRejection(Reason.BROKEN, "the catalogue is gone");
        AccessPolicy policy =
                policy(
                        new Rule.Listed(id -> {
                            throw gone;
                        }));
        assertThatThrownBy(() -> policy.announce(LISTED, HOME, Pass.NONE)).isSameAs(gone);
    }

    @Test
    void thisMachineItselfIsNotThrottled() throws Exception {
        AccessPolicy policy = policy(new Rule.Open());
        for (int i = 0; i < 100_000; i++) {
            policy.join(OTHER, address("127.0.0.1"));
        }
        assertThatCode(() -> policy.join(OTHER, address("::1"))).doesNotThrowAnyException();
    }
}
