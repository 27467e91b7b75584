package dunlin.protocol.announce.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlDataTest {
    /** {@code /dir?a=b&c=d}, the example of BEP 41. */
    private static final String EXAMPLE = "020c2f6469723f613d6226633d64";

    private static Optional<String> read(String hex) {
        return UrlData.read(ByteBuffer.wrap(HexFormat.of().parseHex("ffff" + hex)), 2);
    }

    @ParameterizedTest
    @CsvSource({
        EXAMPLE,
        EXAMPLE + "010100",
        "0101" + EXAMPLE,
        EXAMPLE + "00020141",
        EXAMPLE + "0200",
        EXAMPLE + "0300",
        "8003ffffff" + EXAMPLE + "ff020102",
        "02042f646972010208" + "3f613d6226633d64",
    })
    void readsTheExamplesOfTheSpecification(String hex) {
        assertThat(read(hex)).contains("/dir?a=b&c=d");
    }

    @Test
    void tellsNoneFromEmpty() {
        assertThat(read("")).isEmpty();
        assertThat(read("0101")).isEmpty();
        assertThat(read("00" + EXAMPLE)).isEmpty();
        assertThat(read("0200")).contains("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02",
                "0201",
                "02ff2f61",
                "03050000",
                "ff",
                "02011b",
                "020120",
                "02017f",
                "0201ff",
                "020100"
            })
    void passesOverWhatIsCutOffOrNotPrintable(String hex) {
        assertThat(read(hex)).isEmpty();
    }

    @Test
    void keepsWhatStandsBeforeAnOptionThatIsCutOff() {
        assertThat(read(EXAMPLE + "0305")).contains("/dir?a=b&c=d");
    }

    @Test
    void passesOverMoreThanItTakes() {
        String full = ("02ff" + "61".repeat(255)).repeat(8) + "0208" + "61".repeat(8);

        assertThat(read(full)).hasValueSatisfying(data -> assertThat(data).hasSize(2048));
        assertThat(read(full + "020161")).isEmpty();
    }
}
