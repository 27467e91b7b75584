package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who has what an open index tracks and does not list. */
class LocateTest {
    @TempDir Path folder;
    private Path film;
    private Path torrent;
    private Dunlin.Running tracker;
    private String index;

    @BeforeEach
    void startAnOpenIndexThatListsNothing() throws Exception {
        film = Files.write(folder.resolve("film.mkv"), new byte[100_000]);
        torrent = folder.resolve("film.torrent");
        tracker = peer("index").start("tracker", "--listen", "127.0.0.1:0", "--open", "--json");
        index = tracker.await("listening").get("http").asString();
        Dunlin.Run made = peer("ada").run("create", film, "--tracker", index, "-o", torrent);
        assertThat(made.code()).as(made.err()).isZero();
    }

    @AfterEach
    void stopTheIndex() throws Exception {
        assertThat(tracker.stop().code()).isZero();
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private JsonNode inspected() {
        return peer("ada").run("inspect", torrent, "--json").json();
    }

    @Test
    void findsThePeersOfAShareThatTheIndexTracksButDoesNotList() throws Exception {
        String id = inspected().get("infoHash").asString();
        String magnet = inspected().get("magnet").asString();
        try (Dunlin.Running seeding =
                peer("ada").start("get", torrent, "-o", folder, "--seed", "--json")) {
            seeding.await("done");
            for (Object x : List.of(torrent, magnet, id)) {
                Dunlin.Run run = peer("bea").run("locate", x, "--tracker", index, "--json");
                assertThat(run.code()).as("%s: %s", x, run.err()).isZero();
                assertThat(run.json().get("id").asString()).isEqualTo(id);
                assertThat(run.json().get("peers")).hasSize(1);
                assertThat(run.json().get("peers").get(0).get("complete").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void saysAtOnceThatNobodyIsKnown() {
        for (Object x : List.of(torrent, inspected().get("magnet").asString())) {
            Dunlin.Run run =
                    peer("bea").run("locate", x, "--tracker", index, "--json", "--timeout", "1h");
            assertThat(run.code()).isEqualTo(4);
            assertThat(run.json().get("peers")).isEmpty();
            assertThat(run.err())
                    .contains("no peer of film.mkv is known; try again later")
                    .hasLineCount(1);
        }
    }

    @Test
    void saysHowManyDidNotAnswer() {
        Dunlin.Run run = peer("bea").run("locate", torrent, "--peer", "127.0.0.1:1", "--json");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.json().get("pieces").asInt()).isEqualTo(7);
        assertThat(run.err()).contains("none of 1 known peer of film.mkv answered");
    }

    @Test
    void aWholeIdThatTheIndexNeitherListsNorTracksIsNotFound() {
        Dunlin.Run run = peer("bea").run("locate", "ab".repeat(20), "--tracker", index);
        assertThat(run.code()).isEqualTo(3);
    }
}
