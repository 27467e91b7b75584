package dunlin.tracker.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void goesOnAfterAFailureOfAnyKind() {
        AtomicInteger rounds = new AtomicInteger();
        Rounds.Round failing =
                () ->
                        switch (rounds.incrementAndGet()) {
                            case 1 -> throw new TrackerRejection(Reason.BROKEN, "not now");
                            case 2 -> throw new IllegalStateException("a bug");
                            default -> Duration.ofMillis(1);
                        };
        try (Rounds going = Rounds.start("test", "it fails", Duration.ofMillis(1), failing)) {
            await().until(() -> rounds.get() > 3);
            assertThat(going).isNotNull();
        }
    }

    @Test
    void nothingIsUsedAnyMoreOnceItIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Rounds rounds =
                Rounds.start(
                        "test",
                        "it fails",
                        Duration.ZERO,
                        () -> {
                            begun.countDown();
                            try {
                                Thread.sleep(Duration.ofDays(1));
                            } catch (InterruptedException _) {
                                ended.set(true);
                            }
                            return Duration.ofDays(1);
                        });
        begun.await();

        rounds.close();

        assertThat(ended).isTrue();
        assertThat(rounds.isRunning()).isFalse();
    }
}
