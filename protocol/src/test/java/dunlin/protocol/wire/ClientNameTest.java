package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerId;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNameTest {
    @ParameterizedTest
    @CsvSource({
        "-LT2080-, libtorrent 2.0.8",
        "-LT20B0-, libtorrent 2.0.11",
        "-TR3000-, Transmission 3.00",
        "-TR2940-, Transmission 2.94",
        "-TR4050-, Transmission 4.0.5",
        "-qB4520-, qBittorrent 4.5.2",
        "-lt0D80-, 'rTorrent, libTorrent 0.13.8'",
        "-UT355W-, uTorrent 3.5.5",
        "-WW0208-, WebTorrent 2.8",
        "A2-1-36-0-, aria2 1.36.0",
        "M7-10-5--, BitTorrent 7.10.5",
        "-ZZ1234-, ZZ 1234",
        "weird-client, weird-cl"
    })
    void namesTheProgramBehindAnId(String prefix, String name) {
        assertThat(ClientName.of(id(prefix))).isEqualTo(name);
    }

    @Test
    void namesThisProgram() {
        assertThat(ClientName.of(PeerId.random(RandomGenerator.getDefault())))
                .isEqualTo("Dunlin 0.1.0");
    }

    @Test
    void saysUnknownForBytesThatAreNoText() {
        assertThat(ClientName.of(id("\u001b[31m"))).isEqualTo("unknown");
    }

    @Test
    void believesTheNameInTheExtensionHandshakeFirst() throws Exception {
        ExtensionHandshake handshake =
                ExtensionHandshake.parse("d1:v9:rqbit 8.0e".getBytes(ISO_8859_1));
        assertThat(ClientName.of(id("-rQ8000-"), handshake)).isEqualTo("rqbit 8.0");
        assertThat(ClientName.of(id("-rQ8000-"), ExtensionHandshake.NONE)).isEqualTo("rqbit 8.0.0");
    }

    private static PeerId id(String prefix) {
        return PeerId.of(Arrays.copyOf(prefix.getBytes(ISO_8859_1), PeerId.LENGTH));
    }
}
