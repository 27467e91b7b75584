package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sharing and fetching over TCP and over uTP, as a person switches them. */
class WaysTest {
    @TempDir Path folder;

    @Test
    void withNeitherTcpNorUtpThereIsNoWayToAnyPeerAndThatIsWrongUsage() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "content");

        Dunlin.Run run = Dunlin.peer(folder, "lost").run("share", file, "--no-tcp", "--no-utp");

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("--no-tcp", "--no-utp");
    }

    @Test
    void aWayIsSwitchedOffByTheEnvironmentAndByTheFileToo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "content");
        Path settings = folder.resolve("home-lost/config/config.toml");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "no-utp = true\n");

        Dunlin.Run run =
                Dunlin.peer(folder, "lost").with("DUNLIN_NO_TCP", "true").run("share", file);

        assertThat(run.code()).as(run.err()).isEqualTo(2);
    }
}
