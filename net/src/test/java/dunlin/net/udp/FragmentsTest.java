package dunlin.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FragmentsTest {
    private static final int SHORT = 1_232;

    private final List<@Nullable Boolean> allowed = new ArrayList<>();
    private final Fragments fragments = new Fragments(allowed::add);

    @Test
    void areAllowedWhileALongPacketLeavesThatMayBeCut() {
        assertThat(fragments.begin(false, SHORT + 1)).isTrue();
        assertThat(allowed).containsExactly(true);
        fragments.end(false, SHORT + 1);
        assertThat(allowed).containsExactly(true, false);
    }

    /** And for those that every way carries nothing is asked of the system. */
    @Test
    void areNotAllowedForWholeOrShortPackets() {
        for (int length : new int[] {0, SHORT, 60_000}) {
            boolean isWhole = length > SHORT;
            assertThat(fragments.begin(isWhole, length)).isTrue();
            fragments.end(isWhole, length);
        }
        assertThat(allowed).isEmpty();
    }

    @Test
    void nothingIsBegunOnceClosed() {
        fragments.close();
        assertThat(fragments.begin(true, 1)).isFalse();
        assertThat(fragments.begin(false, 60_000)).isFalse();
        assertThat(allowed).isEmpty();
    }

    /** And the lock is free again. */
    @Test
    void aPacketIsNotSentWhereTheSystemDoesNotAllowThem() {
        fragments.switchBy(_ -> {
            throw new IOException("for the test");
        });
        assertThat(fragments.begin(false, 60_000)).isFalse();
        assertThat(fragments.begin(true, 60_000)).isTrue();
        fragments.end(true, 60_000);
    }

    /** A packet that must stay whole would not, if it left meanwhile. */
    @Test
    void whoSendsWholePacketsWaitsUntilThoseThatMayBeCutHaveLeft() throws Exception {
        assertThat(fragments.begin(false, 60_000)).isTrue();
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            fragments.begin(true, 60_000);
                            allowed.add(null);
                            fragments.end(true, 60_000);
                        });
        while (other.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        fragments.end(false, 60_000);
        other.join();
        assertThat(allowed).containsExactly(true, false, null);
    }
}
