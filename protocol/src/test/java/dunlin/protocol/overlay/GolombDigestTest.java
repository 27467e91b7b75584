package dunlin.protocol.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dunlin.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GolombDigestTest {
    private final Random random = new Random(7);

    private List<Long> hashes(int count) {
        return random.longs(count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 17, 512, 5_000})
    void noWordIsEverMissed(int count) throws Exception {
        for (int round = 0; round < 20; round++) {
            List<Long> hashes = hashes(count);
            GolombDigest digest = GolombDigest.parse(GolombDigest.of(hashes).bytes());
            assertThat(hashes).allMatch(digest::mayHave);
            assertThat(digest.size()).isEqualTo(count);
        }
    }

    @Test
    void oneWordOfTwoThousandMatchesByChance() {
        for (int count : new int[] {16, 512, 5_000}) {
            GolombDigest digest = GolombDigest.of(hashes(count));
            int tries = 1_000_000;
            long matches = random.longs(tries).filter(digest::mayHave).count();
            assertThat(matches / (double) tries).as("%d words", count).isBetween(0.0003, 0.0006);
        }
    }

    @Test
    void aWordTakesTwelveAndAHalfBits() {
        double bits = 8.0 * GolombDigest.of(hashes(5_000)).bytes().length / 5_000;
        assertThat(bits).isBetween(12.4, 12.65);
        assertThat(GolombDigest.of(hashes(512)).bytes().length).isBetween(790, 815);
    }

    @Test
    void theLargestDigestFitsHoweverItsWordsLie() {
        List<Long> atTheEnd = LongStream.range(0, 5_000).map(i -> -1 - i).boxed().toList();
        assertThat(GolombDigest.of(atTheEnd).bytes()).hasSizeLessThanOrEqualTo(8 * 1024);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> GolombDigest.of(hashes(5_001)));
    }

    @Test
    void noDigestMatchesEverything() throws Exception {
        // As dense as bytes can say it: every value there is, as far as their number allows.
        List<Long> dense = new ArrayList<>();
        for (long i = 0; i < 5_000; i++) {
            dense.add(i * (Long.MAX_VALUE / 5_000) * 2);
        }
        GolombDigest digest = GolombDigest.parse(GolombDigest.of(dense).bytes());
        assertThat(random.longs(100_000).filter(digest::mayHave).count()).isLessThan(100);
    }

    @Test
    void allOnesAreRefused() {
        byte[] ones = new byte[8_000];
        Arrays.fill(ones, (byte) 0xff);
        ones[0] = 0x10;
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> GolombDigest.parse(ones));
    }

    @Test
    void aDigestHasOneFormOnly() {
        byte[] bytes = GolombDigest.of(hashes(9)).bytes();
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> GolombDigest.parse(longer))
                .withMessageContaining("something behind it");
        byte[] none = {0, 0, 0};
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> GolombDigest.parse(none));
    }

    @Test
    void moreWordsThanThereAreBitsAreRefusedBeforeTheyAreRead() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> GolombDigest.parse(new byte[] {0x13, (byte) 0x88, 0}))
                .withMessage("a digest of 5000 words in 3 bytes");
    }

    @Test
    void repeatedWordsCountOnce() {
        assertThat(GolombDigest.of(List.of(5L, 5L, -9L)))
                .isEqualTo(GolombDigest.of(List.of(-9L, 5L)));
    }
}
