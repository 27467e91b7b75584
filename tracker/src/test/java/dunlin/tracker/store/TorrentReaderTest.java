package dunlin.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TorrentReaderTest {
    private static final byte[] FILMS = Torrents.file("films", 1);

    @Test
    void refusesWhatIsTooMuchAtOnceAndTakesItLater() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TorrentReader reader = new TorrentReader(100, Duration.ZERO);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> large =
                    threads.submit(() ->
                            reader.read(
                                    99 * 1024,
                                    () -> {
                                        begun.countDown();
                                        waitFor(goOn);
                                        return FILMS;
                                    }));
            begun.await();
            assertThatThrownBy(() -> reader.read(1024, () -> FILMS))
                    .isInstanceOfSatisfying(
                            TrackerRejection.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(Reason.BROKEN);
                                assertThat(e.retryIn()).isPresent();
                            });
            goOn.countDown();
            large.get();
            assertThat(reader.read(1024, () -> FILMS).info().name()).isEqualTo("films");
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void saysWhatIsWrongWithATorrent() {
        try (TorrentReader reader = new TorrentReader()) {
            assertThatThrownBy(() -> reader.read(1, () -> new byte[] {'x'}))
                    .isInstanceOf(ProtocolException.class);
        }
    }
}
