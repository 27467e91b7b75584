package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Fetched;
import dunlin.interop.Dunlin.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that sends false blocks among good ones. */
class PoisonTest extends LabTest {
    private static final int SIZE = 16 * Fixtures.MIB;

    @Test
    void onlyTheCulpritIsBannedAndTheFetchIsDone() throws Exception {
        Dunlin us = dunlin();
        Path file = Fixtures.randomFile(lab.folder("content").resolve("data.bin"), SIZE);
        Path torrent = Torrents.makeWithoutTracker(lab, file);
        String infoHash = us.inspect(torrent).get("infoHash").asString();
        var libtorrent = new Libtorrent(lab, Host.LOOPBACK);
        Path theirs = file.resolveSibling("");
        String slow = "1500000"; // so that the poisoner is asked for its share too
        String first = libtorrent.serve(torrent, theirs, "--upload-limit", slow).address();
        String second = libtorrent.serve(torrent, theirs, "--upload-limit", slow).address();
        byte[] content = Files.readAllBytes(file);
        PoisonPeer poison =
                lab.closeLater(
                        PoisonPeer.listen("127.0.0.9", content, Torrents.PIECE_LENGTH, infoHash));

        Program get =
                us.get(
                        torrent.toString(),
                        lab.folder("fetched"),
                        "--peer",
                        poison.address(),
                        "--peer",
                        first,
                        "--peer",
                        second);
        Fetched fetched = Dunlin.awaitFetched(get);

        assertThat(poison.poisonedBlocks()).as("blocks that were poisoned").isPositive();
        assertThat(fetched.path()).hasSameBinaryContentAs(file);
        assertThat(fetched.sources())
                .extracting(Source::address)
                .containsAll(List.of(first, second))
                .doesNotContain(poison.address());
        assertThat(get.errors())
                .filteredOn(line -> line.contains("shut out"))
                .singleElement()
                .asString()
                .contains(poison.address());
        assertThat(poison.connections())
                .as("times the poisoner was dialled")
                .isLessThanOrEqualTo(2);
    }
}
