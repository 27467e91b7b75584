package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UploadPaceTest {
    private final long now = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);

    @Test
    void sendsMoreAtOnceToAPeerThatTakesItQuickly() {
        UploadPace pace = new UploadPace(RateLimiter.UNLIMITED);
        int first = next(pace, 1);
        for (int i = 0; i < 10; i++) {
            next(pace, 1);
        }
        assertThat(next(pace, 1)).isGreaterThan(first).isEqualTo(1024 * 1024);
    }

    @Test
    void sendsABlockAtATimeToAPeerThatTakesItSlowly() {
        UploadPace pace = new UploadPace(RateLimiter.UNLIMITED);
        for (int i = 0; i < 10; i++) {
            next(pace, 2000);
        }
        assertThat(next(pace, 2000)).isEqualTo(16 * 1024);
    }

    @Test
    void paysForABlockLongerThanItsPortionBeforeTheNext() {
        UploadPace pace = new UploadPace(new RateLimiter(16 * 1024));
        assertThat(pace.waitNanos(now)).isZero();
        assertThat(pace.bytes()).isEqualTo(16 * 1024);
        pace.wrote(128 * 1024, 1);
        assertThat(pace.waitNanos(now)).isGreaterThan(TimeUnit.SECONDS.toNanos(7));
    }

    private int next(UploadPace pace, long millis) {
        assertThat(pace.waitNanos(now)).isZero();
        int bytes = pace.bytes();
        pace.wrote(bytes, TimeUnit.MILLISECONDS.toNanos(millis));
        return bytes;
    }
}
