package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs an index is told when its catalogue cannot be used. */
class DamagedCatalogueTest {
    @TempDir Path home;
    private Path catalogue;
    private Dunlin dunlin;

    @BeforeEach
    void makeAHome() throws Exception {
        dunlin = new Dunlin(home);
        catalogue = Files.createDirectories(home.resolve("h/state")).resolve("catalogue.db");
    }

    private Object[] tracker(String... more) {
        Object[] arguments = {"tracker", "--home", home.resolve("h"), "--listen", "127.0.0.1:0"};
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    @Test
    void isToldAtTheStartWhatToDoAndDoesIt() throws Exception {
        Files.writeString(catalogue, "no database at all ".repeat(1_000));
        Dunlin.Run run = dunlin.run(tracker());
        assertThat(run.code()).isEqualTo(6);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(catalogue + ": it is damaged", "dunlin tracker --rebuild");
        assertThat(run.out()).doesNotContain("index at");

        try (Dunlin.Running index = dunlin.start(tracker("--rebuild"))) {
            assertThat(index.awaitMessage("made anew")).contains("0 shares");
            index.awaitMessage("share with:");
        }
        assertThat(Path.of(catalogue + ".damaged")).exists();
    }

    @Test
    void isToldThatAFolderStandsInItsPlace() throws Exception {
        Files.createDirectories(catalogue);
        Dunlin.Run run = dunlin.run(tracker());
        assertThat(run.code()).isEqualTo(6);
        assertThat(run.err()).contains("a folder stands in its place; move it away");
    }

    @Test
    void isToldThatADatabaseOnAServerIsNotRebuilt() {
        Dunlin.Run run = dunlin.run(tracker("--rebuild", "--catalogue", "jdbc:postgresql://h/d"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--rebuild is for a catalogue in a file");
    }
}
