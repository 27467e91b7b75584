package dunlin.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "102348, 99.9 KiB",
        "102400, 100 KiB",
        "1048575, 1.0 MiB",
        "1073741824, 1 GiB",
        "9223372036854775807, 8 EiB"
    })
    void saysSizesInPowersOf1024(long bytes, String text) {
        assertThat(Units.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "800, 800",
        "500K, 512000",
        "20M, 20971520",
        "1.5m, 1572864",
        "16MiB, 16777216",
        "256 KB, 262144",
        "2G, 2147483648"
    })
    void readsSizesAsAPersonWritesThem(String text, long bytes) {
        assertThat(Units.parseSize(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "K", "1Q", "1..5M", "99999999T", "1e3"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> Units.parseSize(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.25S, 0.3 s",
        "PT9.94S, 9.9 s",
        "PT5S, 5 s",
        "PT59S, 59 s",
        "PT3M5S, 3 min 05 s",
        "PT2H10M, 2 h 10 min",
        "PT99H, 4 d 3 h"
    })
    void saysDurationsInTwoUnitsAtMost(Duration time, String text) {
        assertThat(Units.duration(time)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"90, PT90S", "90s, PT90S", "5m, PT5M", "2h, PT2H", "1d, PT24H"})
    void readsTimes(String text, Duration time) {
        assertThat(Units.parseDuration(text)).isEqualTo(time);
    }

    @Test
    void saysBothHowLongAgoAndWhen() {
        Instant then = Instant.parse("2026-03-01T14:05:00Z");
        assertThat(Units.when(then, then.plusSeconds(7300), ZoneOffset.UTC))
                .isEqualTo("2 h ago (2026-03-01 14:05)");
        assertThat(Units.when(then, then.minusSeconds(5), ZoneOffset.UTC))
                .as("a clock that is ahead of ours")
                .startsWith("just now");
    }
}
