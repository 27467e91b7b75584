package dunlin.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.SignedRequest.Bound;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedRequestTest {
    private static final PeerKeyPair PAIR = PeerKeyPair.ofSeed(new byte[32]);
    private static final byte[] BODY = SignedRequest.digest("body".getBytes(UTF_8));
    private static final String TARGET = "/api/v1/shares?sharedBy=K%C3%A4the";
    private static final long TIME = 1_700_000_000;
    private static final Bound BOUND = new Bound(new IndexName("index.example", 6969), BODY);

    private static final Optional<Bound> NONE = Optional.empty();

    private static SignedRequest sent() {
        return SignedRequest.sign(PAIR, BOUND, "POST", TARGET, TIME);
    }

    private static SignedRequest received(Map<String, String> headers) throws ProtocolException {
        return SignedRequest.parse(
                headers.getOrDefault("Dunlin-Key", ""),
                Optional.of(
                        Bound.parse(
                                headers.getOrDefault("Dunlin-Index", ""),
                                headers.getOrDefault("Dunlin-Digest", ""))),
                headers.getOrDefault("Dunlin-Time", ""),
                headers.getOrDefault("Dunlin-Signature", ""));
    }

    @Test
    void whatIsSentIsVerifiedByWhoReceivesIt() throws ProtocolException {
        SignedRequest received = received(sent().headers());

        assertThat(received.key()).isEqualTo(PAIR.publicKey());
        assertThat(received.isOf("POST", TARGET, BODY)).isTrue();
    }

    @Test
    void signsTheBytesThatAreAgreedOn() {
        String text =
                "dunlin request 2\nindex.example:6969\nPOST\n"
                        + TARGET
                        + "\n1700000000\n"
                        + "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5";

        assertThat(sent().signature()).isEqualTo(PAIR.sign(text.getBytes(UTF_8)));
    }

    @Test
    void anyChangeOfTheRequestIsSeen() throws ProtocolException {
        SignedRequest sent = sent();
        byte[] otherBody = SignedRequest.digest("Body".getBytes(UTF_8));
        String signature = HexFormat.of().formatHex(sent.signature());
        PeerKey other = PeerKeyPair.ofSeed(BODY).publicKey();

        assertThat(sent.isOf("PUT", TARGET, BODY)).isFalse();
        assertThat(sent.isOf("POST", TARGET + "&tag=x", BODY)).isFalse();
        assertThat(sent.isOf("POST", TARGET.replace("%C3", "%c3"), BODY)).isFalse();
        assertThat(sent.isOf("POST", TARGET, otherBody)).isFalse();
        Bound elsewhere = new Bound(new IndexName("other.example", 6969), BODY);
        Bound otherwise = new Bound(BOUND.index(), otherBody);
        for (SignedRequest changed :
                List.of(
                        SignedRequest.parse(PAIR.toString(), sent.bound(), "1700000001", signature),
                        SignedRequest.parse(
                                other.toString(), sent.bound(), "1700000000", signature),
                        SignedRequest.parse(
                                PAIR.toString(), Optional.of(elsewhere), "1700000000", signature),
                        SignedRequest.parse(
                                PAIR.toString(), Optional.of(otherwise), "1700000000", signature),
                        SignedRequest.parse(
                                PAIR.toString(), Optional.empty(), "1700000000", signature))) {
            assertThat(changed.isOf("POST", TARGET, BODY)).isFalse();
            assertThat(changed.isOf("POST", TARGET, otherBody)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"-601, false", "-600, true", "0, true", "600, true", "601, false"})
    void isTakenWithinTenMinutes(long after, boolean taken) {
        assertThat(sent().isTimely(TIME + after)).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "0x10", "1700000000000", "٣", "99999999999999999999"})
    void refusesATimeThatIsNone(String time) {
        String signature = HexFormat.of().formatHex(sent().signature());
        assertThatThrownBy(() -> SignedRequest.parse(PAIR.toString(), NONE, time, signature))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("Dunlin-Time");
    }

    @Test
    void refusesKeysAndSignaturesThatAreNone() {
        String signature = HexFormat.of().formatHex(sent().signature());
        for (String bad : new String[] {"", "ab", "z".repeat(64), signature}) {
            assertThatThrownBy(() -> SignedRequest.parse(bad, NONE, "1", signature))
                    .isInstanceOf(ProtocolException.class);
        }
        for (String bad : new String[] {"", "ab", "z".repeat(128), signature + "00"}) {
            assertThatThrownBy(() -> SignedRequest.parse(PAIR.toString(), NONE, "1", bad))
                    .isInstanceOf(ProtocolException.class);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignedRequest(PAIR.publicKey(), NONE, 1, new byte[63]));
    }

    @Test
    void refusesAnIndexOrDigestThatIsNone() {
        String digest = HexFormat.of().formatHex(BODY);
        for (String bad : new String[] {"", "index", "Index:1", "index:1\n"}) {
            assertThatThrownBy(() -> Bound.parse(bad, digest))
                    .isInstanceOf(ProtocolException.class);
        }
        for (String bad : new String[] {"", "ab", "z".repeat(64), digest + "00"}) {
            assertThatThrownBy(() -> Bound.parse("index:1", bad))
                    .isInstanceOf(ProtocolException.class);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bound(BOUND.index(), new byte[31]));
    }

    @Test
    void isVerifiedInTheFirstFormatToo() {
        String text =
                "dunlin request 1\nPOST\n"
                        + TARGET
                        + "\n1700000000\n"
                        + HexFormat.of().formatHex(BODY);
        SignedRequest first =
                new SignedRequest(PAIR.publicKey(), NONE, TIME, PAIR.sign(text.getBytes(UTF_8)));
        assertThat(first.isOf("POST", TARGET, BODY)).isTrue();
        assertThat(first.isOf("PUT", TARGET, BODY)).isFalse();
        assertThat(first.headers()).hasSize(3);
    }
}
