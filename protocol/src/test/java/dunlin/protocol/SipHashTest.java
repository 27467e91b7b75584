package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the vectors of the paper's appendix and of its reference implementation. */
class SipHashTest {
    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @Test
    void theExampleOfThePaper() {
        assertThat(new SipHash(counting(16)).of(counting(15))).isEqualTo(0xa129ca6149be45e5L);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 310e0edd47db6f72",
        "1, fd67dc93c539f874",
        "7, 37d1018bf50002ab",
        "8, 6224939a79f5f593",
        "63, 724506eb4c328a95"
    })
    void theReferencesVectors(int length, String expected) {
        long hash = new SipHash(counting(16)).of(counting(length));
        byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(hash).array();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
    }

    /** The 15 bytes 00 to 0e. */
    @Test
    void theExampleOfThePaperInWords() {
        assertThat(new SipHash(counting(16)).ofWords(0x0706050403020100L, 0x0f0e0d0c0b0a0908L))
                .isEqualTo(0xa129ca6149be45e5L);
    }

    /** The bytes 00 to 17, and none. */
    @Test
    void theReferencesVectorsOfWholeWordsAndNothing() {
        SipHash hash = new SipHash(counting(16));
        long[] words = {0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L, 24L << 56};
        assertThat(hash.ofWords(words)).isEqualTo(0xb8ad50c6f649af94L);
        assertThat(hash.ofWords(0)).isEqualTo(0x726fdb47dd0e0e31L);
    }

    @Test
    void wantsAWholeKey() {
        assertThatThrownBy(() -> new SipHash(new byte[15])).hasMessage("a key of 15 bytes");
    }
}
