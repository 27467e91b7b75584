package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Fetched;
import dunlin.interop.Dunlin.Index;
import dunlin.interop.Dunlin.Shared;
import dunlin.interop.Dunlin.Source;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * aria2, libtorrent, qBittorrent and Transmission fetch from us, and we from them, through our
 * tracker: by magnet link over TCP and over uTP, which we choose; they have their usual settings.
 * By torrent over HTTP is long: the others try torrents and HTTP every day, each with all of the
 * programs.
 */
@Execution(ExecutionMode.CONCURRENT)
class RealClientsTest extends LabTest {
    /** What carries the bytes, as we choose it. */
    private enum Way {
        TCP("--no-utp", "tcp"),
        UTP("--no-tcp", "utp");

        final String option;
        final String word;

        Way(String option, String word) {
            this.option = option;
            this.word = word;
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Client.Kind.values())
                .flatMap(kind ->
                        Stream.of(Way.values())
                                .filter(way -> way == Way.TCP || kind.speaksUtp())
                                .map(way -> Arguments.of(kind, way)));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void fetchesFromUsByTorrent(Client.Kind kind) throws Exception {
        var table = new Table(kind);
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Shared shared = table.us.share(content, "--tracker", table.index.url());
        Path torrent = table.us.create(content, "--tracker", table.index.url());
        assertThat(table.us.inspect(torrent).get("infoHash").asString()).isEqualTo(shared.id());
        table.theyFetch(torrent.toString(), content);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void fetchesFromUsByMagnet(Client.Kind kind, Way way) throws Exception {
        var table = new Table(kind);
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Shared shared = table.us.share(content, "--tracker", table.index.url(), way.option);
        table.theyFetch(shared.magnet(), content);
    }

    @ParameterizedTest
    @EnumSource
    void findsUsOverUdp(Client.Kind kind) throws Exception {
        var table = new Table(kind);
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        table.us.share(content, "--tracker", table.index.url());
        Path torrent = table.us.create(content, "--tracker", table.index.udpAnnounceUrl());
        table.theyFetch(torrent.toString(), content);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void isFetchedFromByTorrent(Client.Kind kind) throws Exception {
        var table = new Table(kind);
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Path torrent = table.seed(content, table.index.announceUrl());
        table.weFetch(torrent.toString(), content);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void isFetchedFromByMagnet(Client.Kind kind, Way way) throws Exception {
        var table = new Table(kind);
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Path torrent = table.seed(content, table.index.announceUrl());
        Fetched fetched =
                table.weFetch(
                        table.us.inspect(torrent).get("magnet").asString(), content, way.option);
        assertThat(fetched.sources()).extracting(Source::transport).containsOnly(way.word);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundOverUdp(Client.Kind kind) throws Exception {
        var table = new Table(kind);
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Path torrent = table.seed(content, table.index.udpAnnounceUrl());
        table.weFetch(torrent.toString(), content);
    }

    /** Our tracker, us, and one of the others, each on a host of its own where that matters. */
    private final class Table {
        final Client.Kind kind;
        final Dunlin us;
        final Client them;
        final Index index;

        Table(Client.Kind kind) throws Exception {
            this.kind = kind;
            if (kind.needsNetwork()) {
                var network = lab.closeLater(Namespaces.open());
                us = Dunlin.at(lab, network.host());
                them = kind.at(lab, network.host());
            } else {
                us = dunlin();
                them = kind.at(lab, Host.LOOPBACK);
            }
            // libtorrent does not announce more often than it likes, and would be forgotten
            index = us.tracker("--interval", "1m");
        }

        /**
         * Has them serve the content by a torrent of another program's, and waits until the tracker
         * knows.
         */
        Path seed(Path content, String announceUrl) throws Exception {
            Path torrent = Torrents.make(lab, content, announceUrl);
            them.seed(torrent, Objects.requireNonNull(content.getParent()));
            String infoHash = us.inspect(torrent).get("infoHash").asString();
            Trackers.awaitPeers(lab, us.host(), index.announceUrl(), infoHash, 1);
            return torrent;
        }

        /** Has us fetch, by a .torrent file or a magnet link, what was to be the content. */
        Fetched weFetch(String link, Path content, String... options) throws Exception {
            Path folder = lab.folder("fetched");
            Fetched fetched = us.fetch(link, folder, options);
            assertThat(Fixtures.contentOf(folder.resolve("Ordner")))
                    .isEqualTo(Fixtures.contentOf(content));
            return fetched;
        }

        /** Has them do so. */
        void theyFetch(String link, Path content) throws Exception {
            Path folder = lab.folder("fetched");
            them.fetch(link, folder).awaitDone();
            var expected = Fixtures.contentOf(content);
            if (kind.leavesOutEmptyFiles()) {
                expected.values().removeIf(file -> file.size() == 0);
            }
            assertThat(Fixtures.contentOf(folder.resolve("Ordner"))).isEqualTo(expected);
        }
    }
}
