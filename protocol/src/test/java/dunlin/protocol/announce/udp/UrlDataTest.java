package dunlin.protocol.announce.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlDataTest {
    /** {@code /dir?a=b&c=d}, the example of BEP 41. */
    private static final String EXAMPLE = "020c2f6469723f613d6226633d64";

    private static Optional<String> read(String hex) throws ProtocolException {
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
    void readsTheExamplesOfTheSpecification(String hex) throws ProtocolException {
        assertThat(read(hex)).contains("/dir?a=b&c=d");
    }

    @Test
    void tellsNoneFromEmpty() throws ProtocolException {
        assertThat(read("")).isEmpty();
        assertThat(read("0101")).isEmpty();
        assertThat(read("00" + EXAMPLE)).isEmpty();
        assertThat(read("0200")).contains("");
    }

    @ParameterizedTest
    @CsvSource({
        "02, option 2 of 0 bytes",
        "0201, 'option 2 of 1 bytes, cut off after 0'",
        "02ff2f61, 'option 2 of 255 bytes, cut off after 2'",
        "03050000, 'option 3 of 5 bytes, cut off after 2'",
        "ff, option 255",
        "02011b, URL data with byte 27",
        "020120, URL data with byte 32",
        "02017f, URL data with byte 127",
        "0201ff, URL data with byte 255",
        "020100, URL data with byte 0",
    })
    void refusesWhatIsCutOffOrNotPrintable(String hex, String message) {
        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesMoreThanItTakes() throws ProtocolException {
        String full = ("02ff" + "61".repeat(255)).repeat(8) + "0208" + "61".repeat(8);

        assertThat(read(full)).hasValueSatisfying(data -> assertThat(data).hasSize(2048));
        assertThatThrownBy(() -> read(full + "020161"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("more than 2048 bytes");
    }
}
