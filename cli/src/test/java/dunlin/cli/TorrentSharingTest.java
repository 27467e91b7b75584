package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A torrent that was made elsewhere is shared as what it is. */
class TorrentSharingTest {
    @TempDir Path folder;
    private Path film;
    private Path torrent;
    private String id;
    private Dunlin.Running tracker;
    private String index;

    @BeforeEach
    void makeATorrentAndAnIndex() throws Exception {
        film = folder.resolve("film.bin");
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        Files.write(film, bytes);
        torrent = create("film.torrent");
        id = inspect().get("infoHash").asString();
        tracker = peer("index").start("tracker", "--listen", "127.0.0.1:0", "--json");
        index = tracker.await("listening").get("http").asString();
    }

    @AfterEach
    void stopTheIndex() throws Exception {
        assertThat(tracker.stop().code()).isZero();
    }

    /** Of pieces that no share of ours would have of itself. */
    private Path create(String name, String... more) {
        Path file = folder.resolve(name);
        Object[] all = new Object[more.length + 6];
        Object[] first = {"create", film, "-o", file, "--piece-length", "16K"};
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        assertThat(peer("maker").run(all).code()).isZero();
        return file;
    }

    private JsonNode inspect() {
        return peer("maker").run("inspect", torrent, "--json").json();
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private JsonNode listed() {
        return peer("bob").run("list", "--tracker", index, "--json").json();
    }

    @Test
    void itsDataBesideItIsServedUnderItsOwnInfoHash() throws Exception {
        try (Dunlin.Running share =
                peer("ada").start("share", torrent, "--tracker", index, "--json")) {
            assertThat(share.await("shared").get("id").asString()).isEqualTo(id);
            assertThat(listed().get(0).get("id").asString()).isEqualTo(id);
            assertThat(listed()).hasSize(1);
            Path fetched = folder.resolve("fetched");
            Dunlin.Run get = peer("bob").run("get", "film.bin", "-o", fetched, "--tracker", index);
            assertThat(get.code()).as(get.err()).isZero();
            assertThat(fetched.resolve("film.bin")).hasSameBinaryContentAs(film);
        }
    }

    @Test
    void itsDataMayStandElsewhereUnderAnotherName() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere")).resolve("other.bin");
        Files.move(film, elsewhere);
        Dunlin.Run missing = peer("ada").run("share", torrent, "--tracker", index);
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains("--data", "--register-only").hasLineCount(1);
        assertThat(listed()).isEmpty();
        try (Dunlin.Running share =
                peer("ada")
                        .start(
                                "share",
                                torrent,
                                "--data",
                                elsewhere,
                                "--tracker",
                                index,
                                "--json")) {
            assertThat(share.await("shared").get("id").asString()).isEqualTo(id);
        }
    }

    @Test
    void whatIsNotWholeIsNeitherServedNorListed() throws Exception {
        byte[] bytes = Files.readAllBytes(film);
        bytes[100_000] ^= 1;
        Files.write(film, bytes);
        Dunlin.Run run = peer("ada").run("share", torrent, "--tracker", index);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("18 of 19 pieces are right").hasLineCount(1);
        assertThat(listed()).isEmpty();
    }

    @Test
    void itIsListedWithoutItsDataIfThatIsAskedFor() throws Exception {
        Files.delete(film);
        Dunlin.Run run =
                peer("ada").run("share", torrent, "--register-only", "--tracker", index, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.jsonLines().getFirst().get("id").asString()).isEqualTo(id);
        assertThat(listed().get(0).get("seeders").asInt()).isZero();
        assertThat(peer("ada").run("share", folder, "--register-only").code()).isEqualTo(2);
    }

    @Test
    void aPrivateOneIsAnnouncedAtItsOwnTrackersOnly() throws Exception {
        Files.delete(torrent);
        torrent = create("film.torrent", "--private", "--tracker", "http://127.0.0.1:1");
        try (Dunlin.Running share =
                peer("ada").start("share", torrent, "--tracker", index, "--json")) {
            assertThat(share.await("shared").get("magnet").isNull()).isTrue();
            share.awaitMessage("serving");
            JsonNode only = listed().get(0);
            assertThat(only.get("magnet").isNull()).isTrue();
            assertThat(only.get("seeders").asInt()).isZero();
        }
    }
}
