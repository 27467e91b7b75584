package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PexMessageTest {
    private static final PeerAddress FOUR = PeerAddress.parse("10.1.2.3:6881").orElseThrow();
    private static final PeerAddress SIX = PeerAddress.parse("[2001:db8::1]:258").orElseThrow();

    private static PexMessage parse(String payload) {
        return PexMessage.parse(payload.getBytes(ISO_8859_1));
    }

    @Test
    void isWrittenAsBep11Says() {
        PexMessage message = new PexMessage(List.of(new PexMessage.Peer(FOUR, 0x12)), List.of(SIX));
        assertThat(new String(message.toBytes(), ISO_8859_1))
                .isEqualTo(
                        "d5:added6:\n\1\2\3\32\341"
                                + "7:added.f1:\22"
                                + "6:added60:8:added6.f0:"
                                + "7:dropped0:"
                                + "8:dropped618: \1\r\270\0\0\0\0\0\0\0\0\0\0\0\1\1\2e");
    }

    @Test
    void isReadAsItWasWritten() {
        PexMessage message =
                new PexMessage(
                        List.of(
                                new PexMessage.Peer(FOUR, PexMessage.SEED),
                                new PexMessage.Peer(SIX, PexMessage.UTP)),
                        List.of(FOUR, SIX));
        assertThat(PexMessage.parse(message.toBytes())).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "le",
                "i1e",
                "de",
                "d5:addedi1ee",
                "d5:added5:\n\1\2\3\32e",
                "d5:added6:\n\1\2\3\0\0e",
                "d7:added.f3:abce",
                "d5:addedd1:a1:bee"
            })
    void whatIsOddNamesNobody(String payload) {
        assertThat(parse(payload).added()).isEmpty();
        assertThat(parse(payload).dropped()).isEmpty();
    }

    @Test
    void aPeerWithoutFlagsHasNone() {
        assertThat(parse("d5:added12:\n\1\2\3\32\341\n\1\2\4\32\3417:added.f1:\2e").added())
                .containsExactly(
                        new PexMessage.Peer(FOUR, 2),
                        new PexMessage.Peer(PeerAddress.parse("10.1.2.4:6881").orElseThrow(), 0));
    }

    @Test
    void ofTenThousandPeersOnlySomeAreRead() {
        String many = "\n\1\2\3\32\341".repeat(10_000);
        assertThat(parse("d5:added" + many.length() + ":" + many + "e").added())
                .hasSize(PexMessage.MOST_READ);
    }
}
