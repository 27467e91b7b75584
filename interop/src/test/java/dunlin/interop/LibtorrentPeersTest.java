package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers find each other with one of libtorrent's in between: no tracker, no DHT. */
class LibtorrentPeersTest extends LabTest {
    private Namespaces network;
    private Path film;

    @BeforeEach
    void openTheNetwork() throws Exception {
        network = lab.closeLater(Namespaces.open());
        film = Fixtures.randomFile(lab.folder("content").resolve("film"), 2 * Fixtures.MIB);
    }

    private Libtorrent libtorrent() throws Exception {
        return new Libtorrent(lab, network.host());
    }

    @Test
    void libtorrentTellsUsOfAThirdPeer() throws Exception {
        Path torrent = dunlin().create(film);
        Dunlin.Shared third = Dunlin.at(lab, network.host()).share(film, "--up", "150K");
        Libtorrent.Peer between =
                libtorrent()
                        .fetchAsPeer(
                                torrent.toString(),
                                lab.folder("between"),
                                "--peer",
                                third.address(),
                                "--status");
        between.program().awaitLine("a block", line -> line.contains("\"status\"") && moved(line));

        Dunlin.Fetched fetched =
                Dunlin.at(lab, network.host())
                        .fetch(
                                torrent.toString(),
                                lab.folder("fetched"),
                                "--peer",
                                between.address());

        assertThat(fetched.path()).hasSameBinaryContentAs(film);
        assertThat(fetched.sources()).extracting(Dunlin.Source::address).contains(third.address());
    }

    private static boolean moved(String status) {
        return Json.parse(status).get("downloaded").asLong() > 0;
    }

    @Test
    void weTellLibtorrentOfAThirdPeer() throws Exception {
        Path torrent = dunlin().create(film);
        Dunlin.Shared between = Dunlin.at(lab, network.host()).share(film, "--up", "50K");
        Libtorrent.Peer third =
                libtorrent()
                        .fetchAsPeer(
                                torrent.toString(),
                                lab.folder("third"),
                                "--peer",
                                between.address());
        Libtorrent.Peer learns =
                libtorrent()
                        .fetchAsPeer(
                                torrent.toString(),
                                lab.folder("learns"),
                                "--peer",
                                between.address(),
                                "--status");
        learns.program()
                .awaitLine(
                        "the third peer",
                        line ->
                                line.contains("\"status\"")
                                        && line.contains("\"" + host(third.address()) + ":"));
    }

    /** Each of the two is told of the other, and may dial it from any port. */
    private static String host(String address) {
        return address.substring(0, address.indexOf(':'));
    }
}
