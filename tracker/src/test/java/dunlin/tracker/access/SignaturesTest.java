package dunlin.tracker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.tracker.access.AccessPolicy.Rule;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));
    private static final PeerKeyPair EVE = PeerKeyPair.random(new Random(2));
    private static final PeerAddress HOME = PeerAddress.ipv4(0xc0000201, 6881);
    private static final byte[] BODY = SignedRequest.digest(new byte[] {1, 2, 3});
    private static final String TARGET = "/api/v1/shares?sharedBy=anna";

    @TempDir private Path folder;
    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private Signatures signatures = new Signatures(Gate.OPEN, 4);

    private SignedRequest signed(String target) {
        return SignedRequest.sign(ANNA, "POST", target, BODY, now.getEpochSecond());
    }

    private SignedRequest claimed(Map<String, String> headers) throws TrackerRejection {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return signatures.claimed(name -> Optional.ofNullable(lower.get(name)), now);
    }

    private PeerKey proven(SignedRequest claim, String target) throws TrackerRejection {
        return signatures.proven(claim, "POST", target, BODY, HOME, now);
    }

    private static void assertRefused(ThrowingCallable call, Reason reason, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrackerRejection.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }

    @Test
    void whatIsSignedIsTakenAsItsKeys() throws Exception {
        SignedRequest claim = claimed(signed(TARGET).headers());
        assertThat(proven(claim, TARGET)).isEqualTo(ANNA.publicKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dunlin-Key", "Dunlin-Time", "Dunlin-Signature"})
    void saysWhatIsMissingOrMalformed(String header) {
        Map<String, String> headers = new HashMap<>(signed(TARGET).headers());
        headers.put(header, "nonsense");
        assertRefused(() -> claimed(headers), Reason.INVALID, "no usable signature: ");
        headers.remove(header);
        assertRefused(() -> claimed(headers), Reason.FORBIDDEN, "no header " + header);
    }

    @ParameterizedTest
    @CsvSource({"-601, signed 601 s ahead", "601, signed 601 s ago"})
    void saysHowFarTheClockIsOff(long seconds, String words) {
        SignedRequest sent = signed(TARGET);
        now = now.plusSeconds(seconds);
        assertRefused(() -> claimed(sent.headers()), Reason.FORBIDDEN, words);
        assertRefused(() -> proven(sent, TARGET), Reason.FORBIDDEN, words);
    }

    @Test
    void refusesWhatWasNotSignedSoOrByAnotherKey() throws Exception {
        SignedRequest claim = signed(TARGET);
        String notValid = "the signature is not valid";
        assertRefused(() -> proven(claim, TARGET + "2"), Reason.FORBIDDEN, notValid);
        assertRefused(
                () -> signatures.proven(claim, "PUT", TARGET, BODY, HOME, now),
                Reason.FORBIDDEN,
                notValid);
        assertRefused(
                () -> signatures.proven(claim, "POST", TARGET, new byte[32], HOME, now),
                Reason.FORBIDDEN,
                notValid);
        SignedRequest stolen = new SignedRequest(EVE.publicKey(), claim.time(), claim.signature());
        assertRefused(() -> proven(stolen, TARGET), Reason.FORBIDDEN, notValid);
        assertThat(proven(claim, TARGET)).isEqualTo(ANNA.publicKey());
    }

    @Test
    void takesEachOnceForAsLongAsItsTimeIsGood() throws Exception {
        SignedRequest claim = signed(TARGET);
        proven(claim, TARGET);
        for (int i = 0; i < 3; i++) {
            assertRefused(() -> proven(claim, TARGET), Reason.FORBIDDEN, "used already");
            now = now.plusSeconds(300);
            proven(signed(TARGET), TARGET); // whereupon it forgets what is over
        }
        assertRefused(() -> proven(claim, TARGET), Reason.FORBIDDEN, "signed 900 s ago");
    }

    @Test
    void remembersOnlySoManyAndForgetsThemInTime() throws Exception {
        for (int i = 0; i < 4; i++) {
            proven(signed(TARGET + i), TARGET + i);
        }
        assertRefused(() -> proven(signed(TARGET), TARGET), Reason.TOO_OFTEN, "a minute");
        now = now.plusSeconds(SignedRequest.WINDOW);
        assertRefused(() -> proven(signed(TARGET), TARGET), Reason.TOO_OFTEN, "a minute");
        now = now.plusSeconds(1);
        assertThat(proven(signed(TARGET), TARGET)).isEqualTo(ANNA.publicKey());
    }

    @Test
    void asksTheGateAndUsesUpNothingThatItRefuses() throws Exception {
        Path members = Files.writeString(folder.resolve("m"), "key " + EVE + "\n");
        Gate gate =
                new AccessPolicy(
                        new Rule.MembersOnly(MembersFile.read(members)), List.of(), () -> 0);
        signatures = new Signatures(gate, 1);
        SignedRequest annas = signed(TARGET);
        assertRefused(() -> proven(annas, TARGET), Reason.FORBIDDEN, "members only");
        assertRefused(() -> proven(annas, TARGET), Reason.FORBIDDEN, "members only");
        SignedRequest eves = SignedRequest.sign(EVE, "POST", TARGET, BODY, now.getEpochSecond());
        assertThat(proven(eves, TARGET)).isEqualTo(EVE.publicKey());
    }
}
