package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class SeededHashTest {
    private static final int BUCKETS = 256;

    /** Both ends of a hash are used: the higher bits for shards and tries, the lower for slots. */
    private static void assertEven(IntUnaryOperator hash) {
        int values = 100_000;
        int[] high = new int[BUCKETS];
        int[] low = new int[BUCKETS];
        for (int i = 0; i < values; i++) {
            int bits = hash.applyAsInt(i);
            high[bits >>> 24]++;
            low[bits & BUCKETS - 1]++;
        }
        int fair = values / BUCKETS;
        assertThat(Arrays.stream(high).max().orElse(0)).isLessThan(2 * fair);
        assertThat(Arrays.stream(low).max().orElse(0)).isLessThan(2 * fair);
        assertThat(Arrays.stream(high).min().orElse(0)).isGreaterThan(fair / 2);
        assertThat(Arrays.stream(low).min().orElse(0)).isGreaterThan(fair / 2);
    }

    @Test
    void spreadsInfoHashesThatDifferInOneWordOnly() {
        for (long seed = 0; seed < 10; seed++) {
            SeededHash hash = new SeededHash(new SplittableRandom(seed));
            assertEven(i -> hash.infoHash((long) i << 40, 0, 0));
            assertEven(i -> hash.infoHash(i, 0, 0));
            assertEven(i -> hash.infoHash(0, (long) i << 40, 0));
            assertEven(i -> hash.infoHash(0, i, 0));
            assertEven(i -> hash.infoHash(0, 0, i));
        }
    }

    @Test
    void spreadsAddressesOfOneSubnetAndPortsOfOneAddress() {
        for (long seed = 0; seed < 10; seed++) {
            SeededHash hash = new SeededHash(new SplittableRandom(seed));
            assertEven(i -> hash.ipv4(0x0a000000 + i, 6881));
            assertEven(i -> hash.ipv4(0x0a000000 + (i >> 16), i & 0xffff));
            assertEven(i -> hash.ipv6(0x20010db8, 1, i << 12, 1, 6881));
            assertEven(i -> hash.ipv6(0x20010db8, i, 0, 1, 6881));
            assertEven(i -> hash.ipv6(i << 8, 0, 0, 1, 6881));
            assertEven(i -> hash.ipv6(0x20010db8, 0, 0, i, 6881));
        }
    }

    @Test
    void anotherSeedGivesAnotherOrder() {
        SeededHash one = new SeededHash(new SplittableRandom(1));
        SeededHash other = new SeededHash(new SplittableRandom(2));
        int same = 0;
        for (int i = 0; i < 100_000; i++) {
            if (one.ipv4(i, 1) >>> 24 == other.ipv4(i, 1) >>> 24) {
                same++;
            }
        }
        assertThat(same).isBetween(200, 600);
    }
}
