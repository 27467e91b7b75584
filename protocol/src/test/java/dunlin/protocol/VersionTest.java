package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.wire.ClientName;
import dunlin.protocol.wire.ExtensionHandshake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void isThatOfTheBuild() throws Exception {
        String pom = Files.readString(Path.of("../pom.xml"));
        Matcher version =
                Pattern.compile("<artifactId>dunlin</artifactId>\\s*<version>([^<]+)</version>")
                        .matcher(pom);

        assertThat(version.find()).isTrue();
        assertThat(Version.NUMBER).isEqualTo(version.group(1));
    }

    @Test
    void isWhatOthersReadFromThePeerId() {
        PeerId id = PeerId.random(new Random(1));

        assertThat(ClientName.of(id, ExtensionHandshake.NONE)).isEqualTo(Version.CLIENT);
        assertThat(new String(Arrays.copyOf(id.bytes(), 8), StandardCharsets.US_ASCII))
                .matches("-DU[0-9]{4}-");
    }
}
