package dunlin.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.protocol.InfoHash;
import dunlin.protocol.bencode.BencodeWriter;
import dunlin.protocol.catalogue.Note;
import dunlin.tracker.RawHttp;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares that are registered to make everyone's lists too long to be read. */
@Tag("attack")
class LongListsAttackTest {
    private static final String LONG = "x".repeat(2_000);

    @TempDir private Path folder;
    private Catalogue catalogue;
    private TrackerServer server;

    @BeforeEach
    void start() throws IOException {
        catalogue = TrackerServer.catalogue(folder.resolve("c.db"));
        server =
                TrackerServer.start(
                        TrackerServer.Config.open(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Duration.ofMinutes(2)),
                        TrackerServer.swarms(),
                        catalogue,
                        Optional.empty(),
                        event -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private InfoHash register(byte[] torrent, Note note) throws Exception {
        catalogue.register(
                torrent,
                Torrents.parse(torrent),
                note,
                CatalogueFixture.sharer("anna"),
                Instant.EPOCH);
        return InfoHash.fromHex(Torrents.id(torrent));
    }

    /** A torrent of half a megabyte that names as many trackers and web seeds as are kept. */
    private static byte[] ofManyUrls(int length) {
        BencodeWriter out = new BencodeWriter().dictionary();
        out.key("announce-list").list();
        out.list().text("http://first.example/announce").end();
        for (int i = 0; i < 255; i++) {
            out.list().text("http://t" + i + ".example/" + LONG).end();
        }
        out.end();
        out.key("info").dictionary();
        out.key("length").integer(length);
        out.key("name").text("films.iso");
        out.key("piece length").integer(16384);
        out.key("pieces").string(new byte[20]);
        out.end();
        out.key("url-list").list();
        for (int i = 0; i < 256; i++) {
            out.text("http://w" + i + ".example/" + LONG);
        }
        return out.end().end().toBytes();
    }

    @Test
    void aShareOfManyLongUrlsIsListedInFewBytes() throws Exception {
        for (int i = 1; i <= 20; i++) {
            register(ofManyUrls(i), Note.NONE);
        }
        for (String path : new String[] {"/api/v1/shares", "/api/v1/search?q=films"}) {
            String list = RawHttp.body(RawHttp.get(server.address(), path));
            assertThat(list.length()).isLessThan(20 * 4_000);
            assertThat(list).contains("tr=http:%2F%2Ffirst.example%2Fannounce");
        }
    }

    @Test
    void aListOfTheLongestNotesIsSentInPartsAndReadWhole() throws Exception {
        Note note = new Note("\u4e00".repeat(Note.MAX_DESCRIPTION), List.of());
        Set<InfoHash> registered = new HashSet<>();
        for (int i = 1; i <= 250; i++) {
            registered.add(register(Torrents.file("n", i), note));
        }
        assertThat(RawHttp.get(server.address(), "/api/v1/shares?limit=500"))
                .doesNotContainIgnoringCase("content-length");
        CatalogueClient client =
                new CatalogueClient(URI.create("http://127.0.0.1:" + server.address().getPort()));
        assertThat(client.list())
                .extracting(live -> live.listing().id())
                .containsExactlyInAnyOrderElementsOf(registered);
        assertThat(client.lookUp("n")).hasSize(250);
    }
}
