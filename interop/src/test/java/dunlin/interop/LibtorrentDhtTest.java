package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Shared;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** libtorrent and we find each other by an info-hash alone: no tracker, no address in the link. */
class LibtorrentDhtTest extends LabTest {
    private static final String[] DHT = {"--no-dht=false", "--dht-bootstrap"};

    private final class Table {
        final Namespaces network = lab.closeLater(Namespaces.open());

        /** Two of ours who share something else, so that there is a DHT: nobody is there yet. */
        final Shared other = other("10.77.0.250:1");

        /** libtorrent never stores anything at the node by which it enters. */
        final Shared another = other(other.address());

        Table() throws Exception {}

        private Shared other(String node) throws Exception {
            Path content = Fixtures.folder(lab.folder("other").resolve("Anderes"));
            return Dunlin.at(lab, network.host()).share(content, DHT[0], DHT[1], node);
        }

        Program libtorrent(String torrent, Path folder) throws Exception {
            Host host = network.host();
            Libtorrent.need();
            return lab.start(
                    host,
                    Libtorrent.PYTHON,
                    Lab.script("libtorrent_dht.py"),
                    "--torrent",
                    torrent,
                    "--save",
                    folder.toString(),
                    "--listen",
                    host.address() + ":0",
                    "--node",
                    other.address());
        }
    }

    @Test
    void findsUsByInfoHashAlone() throws Exception {
        Table table = new Table();
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Shared shared =
                Dunlin.at(lab, table.network.host())
                        .share(content, DHT[0], DHT[1], table.other.address());
        Path folder = lab.folder("fetched");
        Program them = table.libtorrent("magnet:?xt=urn:btih:" + shared.id(), folder);
        them.awaitLine("the end", line -> Json.isEvent(line, "done"));
        assertThat(Fixtures.contentOf(folder.resolve("Ordner")))
                .isEqualTo(Fixtures.contentOf(content));
    }

    @Test
    void isFoundByUsByInfoHashAlone() throws Exception {
        Table table = new Table();
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Dunlin us = Dunlin.at(lab, table.network.host());
        Path torrent = us.create(content);
        String id = us.inspect(torrent).get("infoHash").asString();
        Program them =
                table.libtorrent(torrent.toString(), Objects.requireNonNull(content.getParent()));
        them.awaitLine("a node", line -> Json.isEvent(line, "nodes"));
        Path folder = lab.folder("fetched");
        us.fetch(id, folder, DHT[0], DHT[1], table.other.address());
        assertThat(Fixtures.contentOf(folder.resolve("Ordner")))
                .isEqualTo(Fixtures.contentOf(content));
    }
}
