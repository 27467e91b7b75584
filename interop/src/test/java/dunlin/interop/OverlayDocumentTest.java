package dunlin.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A second implementation of what docs/overlay-protocol.md says, written from that page alone and
 * in another language, reads its vectors.
 */
class OverlayDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/overlay-protocol.md");

    private record Ended(int code, String said) {}

    private static Ended read(Path document, Path log) throws Exception {
        Programs.need("python3");
        Process process =
                new ProcessBuilder("python3", Lab.script("overlay_vectors.py"), document.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(log, UTF_8));
    }

    @Test
    void aSecondImplementationReadsEveryVector(@TempDir Path folder) throws Exception {
        assertThat(read(DOCUMENT, folder.resolve("log")))
                .isEqualTo(new Ended(0, "28 messages, as the page says\n"));
    }

    @Test
    void itWouldNoticeAVectorThatIsWrong(@TempDir Path folder) throws Exception {
        Path wrong = folder.resolve("wrong.md");
        String text = Files.readString(DOCUMENT, UTF_8);
        Files.writeString(wrong, text.replace("card.head.shares: 2", "card.head.shares: 3"));
        assertThat(read(wrong, folder.resolve("log")).code()).isEqualTo(1);
    }
}
