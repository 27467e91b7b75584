package dunlin.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceCredentialTest {
    private static final PeerKeyPair PAIR = PeerKeyPair.ofSeed(new byte[32]);
    private static final long UNTIL = 1_700_000_000;
    private static final long DAY = 86_400;
    private static final IndexName INDEX = new IndexName("index", 6969);

    private static AnnounceCredential credential() {
        return AnnounceCredential.sign(PAIR, INDEX, "Käthe", 6881, UNTIL);
    }

    @Test
    void signsTheBytesThatAreAgreedOn() {
        byte[] text = "dunlin announce 2\nindex:6969\nKäthe\n6881\n1700000000".getBytes(UTF_8);

        assertThat(credential().signature()).isEqualTo(PAIR.sign(text));
        assertThat(credential().isValid(UNTIL - DAY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-172801, false",
        "-172800, true",
        "0, true",
        "1, false",
        "-1700000000, false",
    })
    void isValidForItsLastTwoDays(long after, boolean valid) {
        assertThat(credential().isValid(UNTIL + after)).isEqualTo(valid);
    }

    @Test
    void anyChangeIsSeen() {
        byte[] signature = credential().signature();
        PeerKey key = PAIR.publicKey();
        PeerKey other = PeerKeyPair.ofSeed(signature32(signature)).publicKey();
        byte[] broken = signature.clone();
        broken[0] ^= 1;
        Optional<IndexName> to = Optional.of(INDEX);
        Optional<IndexName> elsewhere = Optional.of(new IndexName("index", 6970));
        AnnounceCredential[] changed = {
            new AnnounceCredential(key, Optional.empty(), "Käthe", 6881, UNTIL, signature),
            new AnnounceCredential(key, elsewhere, "Käthe", 6881, UNTIL, signature),
            new AnnounceCredential(key, to, "Kathe", 6881, UNTIL, signature),
            new AnnounceCredential(key, to, "Käthe", 6882, UNTIL, signature),
            new AnnounceCredential(key, to, "Käthe", 6881, UNTIL + 1, signature),
            new AnnounceCredential(other, to, "Käthe", 6881, UNTIL, signature),
            new AnnounceCredential(key, to, "Käthe", 6881, UNTIL, broken),
        };
        for (AnnounceCredential one : changed) {
            assertThat(one.isValid(UNTIL)).as(one.toString()).isFalse();
            assertThat(one).isNotEqualTo(credential());
        }
    }

    private static byte[] signature32(byte[] signature) {
        return Arrays.copyOf(signature, 32);
    }

    @Test
    void isReadFromItsDigits() throws ProtocolException {
        AnnounceCredential credential = credential();
        String key = credential.key().toString();

        assertThat(
                        AnnounceCredential.of(
                                key,
                                Optional.of(INDEX),
                                "Käthe",
                                6881,
                                UNTIL,
                                credential.signatureText()))
                .isEqualTo(credential)
                .hasSameHashCodeAs(credential);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "xyz"})
    void refusesDigitsThatAreNone(String bad) {
        String key = PAIR.toString();
        String signature = credential().signatureText();
        assertThatThrownBy(
                        () -> AnnounceCredential.of(bad, Optional.of(INDEX), "n", 1, 1, signature))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> AnnounceCredential.of(key, Optional.of(INDEX), "n", 1, 1, bad))
                .isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, false"})
    void isTakenInTheFirstFormatUntilThatEnds(long after, boolean valid) throws ProtocolException {
        long now = FirstFormat.ENDS + after;
        long until = FirstFormat.ENDS + DAY;
        byte[] signature = PAIR.sign(("dunlin announce 1\nKäthe\n6881\n" + until).getBytes(UTF_8));
        assertThat(
                        new AnnounceCredential(
                                        PAIR.publicKey(),
                                        Optional.empty(),
                                        "Käthe",
                                        6881,
                                        until,
                                        signature)
                                .isValid(now))
                .isEqualTo(valid);
        assertThat(AnnounceCredential.sign(PAIR, INDEX, "Käthe", 6881, until).isValid(now))
                .isTrue();
    }

    /** Two lines could be read as a name and a port, or as a name of two lines. */
    @Test
    void cannotBeOfANameOfTwoLines() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnounceCredential.sign(PAIR, INDEX, "a\n1", 1, UNTIL));
    }

    @Test
    void keepsItsOwnBytes() {
        AnnounceCredential credential = credential();
        credential.signature()[0] ^= 1;

        assertThat(credential.isValid(UNTIL)).isTrue();
    }
}
