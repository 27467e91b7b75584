package dunlin.tracker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.FirstFormat;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.identity.SignedRequest.Bound;
import dunlin.tracker.access.AccessPolicy.Rule;
import dunlin.tracker.access.Signatures.Head;
import dunlin.tracker.store.ShareChanges;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
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

    private static final IndexName INDEX = new IndexName("index.example", 443);
    private static final IndexNames NAMES =
            new IndexNames(Optional.of(URI.create("https://index.example")));

    @TempDir private Path folder;
    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private Signatures signatures = new Signatures(Gate.OPEN, NAMES, 4);

    private SignedRequest signed(String target) {
        return signed(ANNA, INDEX, target);
    }

    private SignedRequest signed(PeerKeyPair by, IndexName to, String target) {
        return SignedRequest.sign(by, new Bound(to, BODY), "POST", target, now.getEpochSecond());
    }

    private SignedRequest inTheFirstFormat(String method) {
        String text =
                String.join(
                        "\n",
                        "dunlin request 1",
                        method,
                        TARGET,
                        Long.toString(now.getEpochSecond()),
                        HexFormat.of().formatHex(BODY));
        return new SignedRequest(
                ANNA.publicKey(),
                Optional.empty(),
                now.getEpochSecond(),
                ANNA.sign(text.getBytes(UTF_8)));
    }

    private static Head head(Map<String, String> headers, String method, String target) {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return new Head(method, target, name -> Optional.ofNullable(lower.get(name)), HOME);
    }

    private Signatures.Claim claimed(Map<String, String> headers) throws TrackerRejection {
        return signatures.claimed(head(headers, "POST", TARGET), now);
    }

    private PeerKey proven(SignedRequest claim, String target) throws TrackerRejection {
        return signatures.claimed(head(claim.headers(), "POST", target), now).with(BODY, now).by();
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
        assertThat(proven(signed(TARGET), TARGET)).isEqualTo(ANNA.publicKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dunlin-Key", "Dunlin-Time", "Dunlin-Signature", "Dunlin-Digest"})
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
                () -> signatures.claimed(head(claim.headers(), "PUT", TARGET), now),
                Reason.FORBIDDEN,
                notValid);
        SignedRequest stolen =
                new SignedRequest(EVE.publicKey(), claim.bound(), claim.time(), claim.signature());
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
                        new Rule.MembersOnly(MembersFile.read(members), false), List.of(), () -> 0);
        signatures = new Signatures(gate, NAMES, 1);
        SignedRequest annas = signed(TARGET);
        assertRefused(() -> proven(annas, TARGET), Reason.FORBIDDEN, "members only");
        assertRefused(() -> proven(annas, TARGET), Reason.FORBIDDEN, "members only");
        SignedRequest eves = signed(EVE, INDEX, TARGET);
        assertThat(proven(eves, TARGET)).isEqualTo(EVE.publicKey());
    }

    @Test
    void refusesAnotherBodyThanTheOneThatWasSigned() throws Exception {
        Signatures.Claim claim = claimed(signed(TARGET).headers());
        assertThat(claim.isProven()).isTrue();
        assertRefused(() -> claim.with(new byte[32], now), Reason.FORBIDDEN, "not the one");
        assertThat(claim.with(BODY, now).by()).isEqualTo(ANNA.publicKey());
    }

    @Test
    void refusesWhatWasSignedForAnotherIndex() {
        SignedRequest elsewhere = signed(ANNA, new IndexName("other.example", 443), TARGET);
        assertRefused(() -> claimed(elsewhere.headers()), Reason.FORBIDDEN, "--public-url");
    }

    @Test
    void tellsTheCatalogueHowLongToRememberAUse() throws Exception {
        SignedRequest signed = signed(TARGET);
        ShareChanges.Use use = claimed(signed.headers()).with(BODY, now).use();
        assertThat(use.signature()).isEqualTo(Arrays.copyOf(signed.signature(), 16));
        assertThat(use.until()).isEqualTo(now.plusSeconds(2 * SignedRequest.WINDOW));
    }

    @Test
    void takesTheFirstFormatUntilItEndsAndOnlyToRegister() throws Exception {
        now = Instant.ofEpochSecond(FirstFormat.ENDS - 1);
        Signatures.Claim claim = claimed(inTheFirstFormat("POST").headers());
        assertThat(claim.isProven()).isFalse();
        assertRefused(() -> claim.with(new byte[32], now), Reason.FORBIDDEN, "not valid");
        assertThat(claim.with(BODY, now).by()).isEqualTo(ANNA.publicKey());
        assertRefused(() -> claim.with(BODY, now), Reason.FORBIDDEN, "used already");
        for (String method : List.of("PUT", "DELETE")) {
            Map<String, String> headers = inTheFirstFormat(method).headers();
            assertRefused(
                    () -> signatures.claimed(head(headers, method, TARGET), now),
                    Reason.FORBIDDEN,
                    "update the client");
        }
        now = now.plusSeconds(1);
        assertRefused(
                () -> claimed(inTheFirstFormat("POST").headers()),
                Reason.FORBIDDEN,
                "not taken any more");
    }

    @Test
    void whoseSignaturesDoNotHoldHasToWait() throws Exception {
        AtomicLong nanos = new AtomicLong();
        signatures =
                new Signatures(
                        new AccessPolicy(new Rule.Open(), List.of(), nanos::get), NAMES, 100);
        for (int i = 0; i < 20; i++) {
            assertRefused(
                    () -> proven(signed(TARGET), TARGET + "2"), Reason.FORBIDDEN, "not valid");
        }
        assertThatThrownBy(() -> proven(signed(TARGET), TARGET))
                .isInstanceOfSatisfying(
                        TrackerRejection.class,
                        refusal -> {
                            assertThat(refusal.reason()).isEqualTo(Reason.TOO_OFTEN);
                            assertThat(refusal.retryIn()).contains(Duration.ofSeconds(5));
                        });
        PeerAddress other = PeerAddress.ipv4(0xc0000202, 6881);
        Head elsewhere = head(signed(TARGET).headers(), "POST", TARGET);
        Head fromOther = new Head("POST", TARGET, elsewhere.header(), other);
        assertThat(signatures.claimed(fromOther, now).isProven()).isTrue();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(proven(signed(TARGET + "3"), TARGET + "3")).isEqualTo(ANNA.publicKey());
    }

    @Test
    void letsReadAsOftenAsItIsAskedButNobodyWithWhatWasSignedForAnotherIndex() throws Exception {
        byte[] noBody = SignedRequest.digest(new byte[0]);
        long time = now.getEpochSecond();
        Head ours =
                reading(SignedRequest.sign(ANNA, new Bound(INDEX, noBody), "GET", TARGET, time));
        IndexName other = new IndexName("other.example", 443);
        Head theirs =
                reading(SignedRequest.sign(ANNA, new Bound(other, noBody), "GET", TARGET, time));
        for (int i = 0; i < 2; i++) {
            assertThat(signatures.reader(ours, now)).isEqualTo(ANNA.publicKey());
        }
        assertRefused(() -> signatures.reader(theirs, now), Reason.FORBIDDEN, "--public-url");
        assertRefused(
                () -> signatures.reader(reading(inTheFirstFormat("GET")), now),
                Reason.FORBIDDEN,
                "update the client");
    }

    private static Head reading(SignedRequest signed) {
        return head(signed.headers(), "GET", TARGET);
    }
}
