package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SipHashTest {
    private static final SipHash HASH =
            new SipHash(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));

    /** The 15 bytes 00 to 0e; appendix A of the paper. */
    @Test
    void hashesTheExampleOfThePaper() {
        assertThat(HASH.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L))
                .isEqualTo(0xa129ca6149be45e5L);
    }

    /** The bytes 00 to 17, and none: test vectors of the reference implementation. */
    @Test
    void hashesWholeWordsAndNothing() {
        long[] words = {0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L, 24L << 56};
        assertThat(HASH.hash(words)).isEqualTo(0xb8ad50c6f649af94L);
        assertThat(HASH.hash(0)).isEqualTo(0x726fdb47dd0e0e31L);
    }

    @Test
    void wantsAWholeKey() {
        assertThatThrownBy(() -> new SipHash(new byte[15])).hasMessage("a key of 15 bytes");
    }
}
