package dunlin.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeansTest {
    private static final long MIB = 1 << 20;

    @Test
    void areThoseOfTheLauncher() {
        assertThat(Means.of(512 * MIB, 20_000))
                .isEqualTo(new Means(2_048, 64 * MIB, 256 * MIB, 128 * MIB));
    }

    @Test
    void areFewerConnectionsWhereFewFilesMayBeOpen() {
        assertThat(Means.of(512 * MIB, 1_024).connections()).isEqualTo(384);
        assertThat(Means.of(512 * MIB, 100).connections()).isEqualTo(64);
    }

    @Test
    void areLessMemoryInASmallHeap() {
        assertThat(Means.of(64 * MIB, 1_024))
                .isEqualTo(new Means(256, 8 * MIB, 32 * MIB, 16 * MIB));
    }
}
