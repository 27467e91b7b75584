package dunlin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.util.Optional;

/** Something asked of a store that may be away. */
@FunctionalInterface
public interface Attempt {
    void make() throws TrackerRejection;

    /** Why it was refused, if it was; it must be over within this time. */
    default Optional<TrackerRejection> refusalWithin(Duration bound) {
        long began = System.nanoTime();
        Optional<TrackerRejection> refusal = Optional.empty();
        try {
            make();
        } catch (TrackerRejection e) {
            refusal = Optional.of(e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(bound);
        return refusal;
    }

    /** A refusal says that the store is away, in these words, and when to try again. */
    static void assertIsAway(TrackerRejection refusal, String words) {
        assertThat(refusal.reason()).isEqualTo(Reason.BROKEN);
        assertThat(refusal).hasMessage(words);
        assertThat(refusal.retryIn()).isPresent();
    }
}
