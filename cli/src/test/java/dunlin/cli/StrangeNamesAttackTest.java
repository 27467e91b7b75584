package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Shares whose names aim at what a person has in the home into which they are fetched. */
@Tag("attack")
class StrangeNamesAttackTest {
    @TempDir Path folder;
    private Path made;
    private Path home;

    @BeforeEach
    void makeFolders() throws IOException {
        made = Files.createDirectories(folder.resolve("made"));
        home = Files.createDirectories(folder.resolve("home"));
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private static List<String> names(Path in) throws IOException {
        try (var all = Files.list(in)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void noShareGetsANameThatBeginsWithADot() throws Exception {
        Path file = Files.writeString(made.resolve(".bashrc"), "evil");
        Path config = Files.createDirectory(made.resolve(".config"));
        Files.writeString(Files.createDirectory(config.resolve("autostart")).resolve("x"), "evil");
        try (Dunlin.Running share = peer("ada").start("share", file, config, "--json")) {
            String one = share.await("shared").get("magnet").asString();
            String two = share.await("shared").get("magnet").asString();
            Dunlin.Run get = peer("bea").run("get", one, two, "-o", home, "--json");
            assertThat(get.code()).as(get.err()).isZero();
            assertThat(get.err())
                    .contains(".bashrc is stored as bashrc", ".config is stored as config");
            assertThat(names(home)).containsExactly("bashrc", "config");
            List<String> paths =
                    get.jsonLines().stream()
                            .filter(line -> line.get("event").asString().equals("done"))
                            .map(line -> line.get("path").asString())
                            .toList();
            assertThat(paths)
                    .containsExactlyInAnyOrder(
                            home.resolve("bashrc").toString(), home.resolve("config").toString());

            Dunlin.Run again = peer("bea").run("get", one, two, "-o", home);
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(again.out()).contains("already there, whole and verified");
            assertThat(names(home)).containsExactly("bashrc", "config");
        }
        Path torrent = folder.resolve("bashrc.torrent");
        assertThat(peer("ada").run("create", file, "-o", torrent).code()).isZero();
        assertThat(peer("bea").run("verify", torrent, home).code()).isZero();
        assertThat(peer("bea").run("verify", torrent, home.resolve("bashrc")).code()).isZero();
    }

    @Test
    void aFolderThatIsNotTheSharesIsNotWrittenInto() throws Exception {
        Path documents = Files.createDirectory(made.resolve("documents"));
        Files.writeString(documents.resolve("new"), "new");
        Path mine = Files.createDirectory(home.resolve("documents"));
        Files.writeString(mine.resolve("mine"), "mine");
        try (Dunlin.Running share = peer("ada").start("share", documents, "--json")) {
            JsonNode shared = share.await("shared");
            String magnet = shared.get("magnet").asString();
            Dunlin.Run refused = peer("bea").run("get", magnet, "-o", home, "--json");
            assertThat(refused.code()).as(refused.err()).isEqualTo(1);
            assertThat(refused.err().lines().filter(line -> line.startsWith("dunlin:")))
                    .singleElement()
                    .asString()
                    .contains(mine.toString(), "--into-existing");
            assertThat(names(mine)).containsExactly("mine");

            Dunlin.Run get =
                    peer("bea").run("get", magnet, "-o", home, "--into-existing", "--json");
            assertThat(get.code()).as(get.err()).isZero();
            assertThat(names(mine)).containsExactly("mine", "new");

            Dunlin.Run again = peer("bea").run("get", magnet, "-o", home);
            assertThat(again.code()).as("it is the share's now: " + again.err()).isZero();
        }
    }

    @Test
    void aFolderWithNothingButTheSharesOwnGoesOnWithAnotherHome() throws Exception {
        Path documents = Files.createDirectory(made.resolve("documents"));
        Files.writeString(documents.resolve("new"), "new");
        try (Dunlin.Running share = peer("ada").start("share", documents, "--json")) {
            String magnet = share.await("shared").get("magnet").asString();
            assertThat(peer("bea").run("get", magnet, "-o", home).code()).isZero();
            Dunlin.Run other = peer("cyd").run("get", magnet, "-o", home);
            assertThat(other.code()).as(other.err()).isZero();
        }
    }
}
