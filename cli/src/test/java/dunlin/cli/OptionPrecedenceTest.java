package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags win over the environment, the environment over the file. Seen by what a torrent names. */
class OptionPrecedenceTest {
    @TempDir Path folder;
    private Dunlin dunlin;

    @BeforeEach
    void makeContent() throws IOException {
        Files.writeString(folder.resolve("content"), "content");
        dunlin = new Dunlin(folder);
    }

    private String trackersOf(Object... more) {
        Path torrent = folder.resolve("t.torrent");
        Object[] words = new Object[more.length + 6];
        System.arraycopy(more, 0, words, 0, more.length);
        Object[] command = {
            "create", folder.resolve("content"), "--force", "-o", torrent, "--json"
        };
        System.arraycopy(command, 0, words, more.length, command.length);
        Dunlin.Run run = dunlin.run(words);
        assertThat(run.code()).as(run.err()).isZero();
        return run.json().get("trackers").toString();
    }

    private void writeConfig(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void theFolderForWhatIsFetchedIsNotWhereATorrentIsWritten() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        writeConfig(
                folder.resolve(".config/dunlin/config.toml"), "output = '%s'".formatted(elsewhere));
        dunlin.with("DUNLIN_OUTPUT", elsewhere.toString());

        Dunlin.Run run = dunlin.run("create", folder.resolve("content"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--output");
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void theFileIsReadWhereXdgSays() throws IOException {
        writeConfig(folder.resolve(".config/dunlin/config.toml"), "tracker = \"http://file:1\"");
        assertThat(trackersOf()).isEqualTo("[[\"http://file:1/announce\"]]");
        dunlin.with("XDG_CONFIG_HOME", folder.resolve("elsewhere").toString());
        assertThat(trackersOf()).isEqualTo("[]");
    }

    @Test
    void theFileIsReadWhereHomeSays() throws IOException {
        Path home = folder.resolve("home");
        writeConfig(
                home.resolve("config/config.toml"), "tracker = [\"http://a:1\", \"http://b:2\"]");
        String both = "[[\"http://a:1/announce\"],[\"http://b:2/announce\"]]";
        assertThat(trackersOf("--home", home)).isEqualTo(both);
        assertThat(trackersOf("--home=" + home)).isEqualTo(both);
        dunlin.with("DUNLIN_HOME", home.toString());
        assertThat(trackersOf()).isEqualTo(both);
    }

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() throws IOException {
        writeConfig(folder.resolve(".config/dunlin/config.toml"), "tracker = \"http://file:1\"");
        dunlin.with("DUNLIN_TRACKER", "http://env:1");
        assertThat(trackersOf()).isEqualTo("[[\"http://env:1/announce\"]]");
        assertThat(trackersOf("--tracker", "http://flag:1"))
                .isEqualTo("[[\"http://flag:1/announce\"]]");
    }

    @Test
    void sharedOptionsMayStandBeforeTheCommandOrAfter() {
        Object content = folder.resolve("content");
        Object torrent = folder.resolve("t.torrent");
        Dunlin.Run after =
                dunlin.run(
                        "create",
                        content,
                        "--force",
                        "-o",
                        torrent,
                        "--tracker",
                        "http://h:1",
                        "--json");
        assertThat(after.json().get("trackers").toString())
                .isEqualTo("[[\"http://h:1/announce\"]]");
        assertThat(trackersOf("--tracker", "http://h:1")).isEqualTo("[[\"http://h:1/announce\"]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "yes", "ON"})
    void aFlagThatIsOnInTheEnvironmentStaysOnWhenItIsGiven(String on) {
        dunlin.with("DUNLIN_JSON", on);
        Object content = folder.resolve("content");
        Object torrent = folder.resolve("t.torrent");
        assertThat(dunlin.run("create", content, "--force", "-o", torrent).out()).startsWith("{");
        assertThat(dunlin.run("create", content, "--force", "-o", torrent, "--json").out())
                .startsWith("{");
    }

    @Test
    void anOptionThatDoesNotExistIsNotPassedOver() throws IOException {
        writeConfig(folder.resolve(".config/dunlin/config.toml"), "trackr = \"http://h:1\"");
        Dunlin.Run run = dunlin.run("list");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("unknown option 'trackr'").hasLineCount(1);
    }

    @Test
    void aFileThatIsNotUnderstoodIsAMistakeInOneLine() throws IOException {
        writeConfig(folder.resolve(".config/dunlin/config.toml"), "[section]");
        Dunlin.Run run = dunlin.run("list");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("line 1 of ").hasLineCount(1);
    }
}
