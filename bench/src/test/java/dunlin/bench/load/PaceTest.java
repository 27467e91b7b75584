package dunlin.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void isEvenWhateverTheTimeIs() {
        Pace pace = new Pace(300, 7);
        assertThat(pace.due()).isEqualTo(7);
        pace.next();
        assertThat(pace.due()).isEqualTo(7 + 3_333_333);
        pace.next();
        pace.next();
        assertThat(pace.due()).isEqualTo(7 + 10_000_000);
    }

    @Test
    void aRateOfNothingIsRefused() {
        assertThatThrownBy(() -> new Pace(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
