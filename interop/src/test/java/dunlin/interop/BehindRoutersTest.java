package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two peers, each behind a router that lets in only answers, and a third that both can dial: it has
 * them meet (BEP 55).
 */
class BehindRoutersTest extends LabTest {
    private static final String PORT = "7000";

    /** So slow a third peer that the fetch is over long before it could give all. */
    private static final String SLOWLY = "10K";

    private RoutedNetwork network;
    private Path content;
    private Path film;
    private Path torrent;
    private Host open;

    @BeforeEach
    void openTheNetwork() throws Exception {
        network = lab.closeLater(RoutedNetwork.open());
        content = lab.folder("content");
        film = Fixtures.randomFile(content.resolve("film"), 2 * Fixtures.MIB);
        torrent = dunlin().create(film);
        open = network.host();
    }

    /** Fetches, so slowly that it does so all the time. @return where others dial it */
    private String third() {
        Dunlin at = Dunlin.at(lab, open);
        at.start(
                "get",
                torrent.toString(),
                "-o",
                lab.folder("third").toString(),
                "--down",
                SLOWLY,
                "--bind",
                open.address(),
                "--port",
                PORT);
        return open.address() + ":" + PORT;
    }

    private void seed(Host where, String third, String... options) {
        Dunlin.at(lab, where).share(film, with(third, options));
    }

    private List<String> sources(Host where, String third, String... options) {
        Dunlin.Fetched fetched =
                Dunlin.at(lab, where)
                        .fetch(torrent.toString(), lab.folder("fetched"), with(third, options));
        assertThat(fetched.path()).hasSameBinaryContentAs(film);
        return fetched.sources().stream().map(Dunlin.Source::address).toList();
    }

    private static String[] with(String third, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--peer", third));
        return all.toArray(String[]::new);
    }

    @Test
    void twoWhomNobodyCanDialFetchFromEachOther() throws Exception {
        Host seed = network.hidden(true);
        String third = third();
        seed(seed, third);
        assertThat(sources(network.hidden(true), third))
                .anyMatch(address -> address.startsWith(RoutedNetwork.outer(seed)));
    }

    /**
     * Known by the packets alone, since the ports on which they say that they listen are not seen.
     */
    @Test
    void overUtpTheirRoutersMayShowThemWithOtherPorts() throws Exception {
        Host seed = network.hidden(false);
        String third = third();
        seed(seed, third, "--no-tcp");
        String where = RoutedNetwork.outer(seed);
        assertThat(sources(network.hidden(false), third, "--no-tcp"))
                .anyMatch(address -> address.startsWith(where));
        Libtorrent.Peer libtorrent =
                new Libtorrent(lab, network.hidden(false))
                        .fetchAsPeer(
                                torrent.toString(),
                                lab.folder("libtorrent"),
                                with(third, "--transport", "utp", "--status"));
        libtorrent
                .program()
                .awaitLine(
                        "the seed",
                        line -> line.contains("\"status\"") && line.contains("\"" + where + ":"));
        libtorrent.program().awaitLine("the end", line -> line.contains("\"done\""));
    }

    @Test
    void weMeetLibtorrent() throws Exception {
        Host seed = network.hidden(false);
        String third = third();
        new Libtorrent(lab, seed).serve(torrent, content, with(third, "--transport", "utp"));
        assertThat(sources(network.hidden(false), third, "--no-tcp"))
                .anyMatch(address -> address.startsWith(RoutedNetwork.outer(seed)));
    }
}
