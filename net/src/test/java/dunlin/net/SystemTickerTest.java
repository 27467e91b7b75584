package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemTickerTest {
    @Test
    void aLoopGoesOnAfterAFaultInItsStep() throws Exception {
        CountDownLatch runs = new CountDownLatch(2);
        try (Ticker.Loop loop =
                Ticker.SYSTEM.loop(
                        "a test's",
                        _ -> {
                            runs.countDown();
                            throw new IllegalStateException("for the test");
                        })) {
            loop.wake();
            assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
