package dunlin.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.bencode.BencodeWriter;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Sharer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the index's pages look and move in a real browser, whatever strangers call their shares. */
class IndexLookTest extends LabTest {
    private static final String UNBROKEN = "Very" + "Long".repeat(60) + ".iso";
    private static final Note NOTE = new Note("w".repeat(300), List.of("t".repeat(32), "raw"));

    /** What is wider than the window, and the texts and controls that stand out too little. */
    private static final String FAULTS =
            """
            const faults = []
            const page = document.documentElement
            if (page.scrollWidth > innerWidth) faults.push('scrolls to ' + page.scrollWidth)
            for (const it of document.body.querySelectorAll('*')) {
              const box = it.getBoundingClientRect()
              if (box.width > 0 && box.right > innerWidth + 0.5) faults.push('wide: ' + it.outerHTML.slice(0, 120))
            }
            const parts = colour => {
              const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number)
              return { r, g, b, a }
            }
            const light = ({ r, g, b }) => [r, g, b].map(c => c / 255)
              .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
              .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
            const ground = it => {
              for (; it; it = it.parentElement) {
                const colour = parts(getComputedStyle(it).backgroundColor)
                if (colour.a > 0) return colour
              }
              return parts('rgb(255, 255, 255)')
            }
            const contrast = (one, other) => {
              const [low, high] = [light(one), light(other)].sort((a, b) => a - b)
              return (high + 0.05) / (low + 0.05)
            }
            const claim = (least, colour, behind, it) => {
              const found = contrast(parts(colour), behind)
              if (found < least) faults.push(found.toFixed(2) + ' of ' + it.outerHTML.slice(0, 120))
            }
            for (const it of document.body.querySelectorAll('*')) {
              const style = getComputedStyle(it)
              const hasText = [...it.childNodes].some(child => child.nodeType === 3 && child.data.trim())
              if (hasText || it.matches('input')) claim(4.5, style.color, ground(it), it)
              if (it.matches('input[placeholder]')) claim(4.5, getComputedStyle(it, '::placeholder').color, ground(it), it)
              if (parseFloat(style.borderBottomWidth) > 0) {
                claim(3, style.borderBottomColor, ground(it.parentElement), it)
                if (it.matches('input, button, .button')) claim(3, style.borderBottomColor, ground(it), it)
              }
            }
            return faults
            """;

    @AutoClose private TrackerServer server;
    private Catalogue catalogue;
    private String url;

    @BeforeEach
    void startAnIndex() throws Exception {
        catalogue = TrackerServer.catalogue(temporary.resolve("catalogue.db"));
        server =
                TrackerServer.start(
                        TrackerServer.Config.open(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Duration.ofMinutes(2)),
                        TrackerServer.swarms(),
                        catalogue,
                        Optional.of((share, pieces, peers) -> new int[pieces.pieces()]),
                        event -> {});
        url = "http://127.0.0.1:" + server.address().getPort();
    }

    private String register(String name, int files) throws Exception {
        BencodeWriter out = new BencodeWriter().dictionary().key("info").dictionary();
        out.key("files").list();
        for (int i = 0; i < files; i++) {
            out.dictionary().key("length").integer(1).key("path").list();
            out.text("d".repeat(200)).text(i + "f".repeat(200)).end().end();
        }
        out.end().key("name").text(name).key("piece length").integer(16_384);
        byte[] torrent = out.key("pieces").string(new byte[20]).end().end().toBytes();
        Metainfo metainfo = Metainfo.parse(torrent);
        Sharer by = new Sharer(PeerKey.of("k".repeat(32).getBytes(US_ASCII)), "n".repeat(40));
        catalogue.register(torrent, metainfo, NOTE, by, Instant.now());
        return metainfo.info().id().toString();
    }

    private void announce(String id, int port) throws Exception {
        String hash = id.replaceAll("..", "%$0");
        String target = "/announce?info_hash=%s&peer_id=-XX0001-abcdefghijkl&port=%d&left=0";
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI asked = URI.create(url + target.formatted(hash, port));
            http.send(HttpRequest.newBuilder(asked).build(), BodyHandlers.discarding());
        }
    }

    private static void soon(ThrowingRunnable holds) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(holds);
    }

    @Test
    void nothingIsTooWideForAPhoneOrTooFaintToSee() throws Exception {
        String id = register(UNBROKEN, 501);
        register("films", 1);
        announce(id, 7001);
        Browser browser = Browser.open(lab, true);
        List<String> pages =
                List.of(
                        "/",
                        "/search?q=nothing" + "x".repeat(200),
                        "/search?q=size:%3E" + "x".repeat(200),
                        "/share/" + id,
                        "/share/" + id + "?files=1",
                        "/statistics",
                        "/nowhere/" + "x".repeat(500));
        for (boolean isDark : new boolean[] {false, true}) {
            browser.screen(360, 740, isDark);
            for (String page : pages) {
                browser.go(url + page);
                assertThat(browser.script(FAULTS)).as(page + " dark: " + isDark).isEmpty();
            }
        }
        browser.screen(1280, 800, true);
        browser.go(url + "/share/" + id);
        assertThat(browser.script(FAULTS)).isEmpty();
    }

    @Test
    void backAfterASearchLeadsToWhatWasThere() throws Exception {
        register("films", 1);
        String id = register("photos", 1);
        Browser browser = Browser.open(lab, true);
        browser.go(url);
        browser.type("input[name=q]", "fil");
        browser.type("input[name=q]", "ms");
        soon(() -> assertThat(browser.address()).endsWith("/search?q=films"));
        soon(() -> assertThat(browser.text("#content")).get().asString().doesNotContain("photos"));
        browser.back();
        soon(() -> assertThat(browser.text("#content")).get().asString().contains("photos"));
        assertThat(browser.address()).isEqualTo(url + "/");
        assertThat(browser.script("return document.querySelector('[name=q]').value").asString())
                .isEmpty();

        browser.go(url + "/share/" + id);
        browser.type("input[name=q]", "films");
        soon(() -> assertThat(browser.text("h1")).hasValue("Found for films"));
        browser.back();
        soon(() -> assertThat(browser.text("h1")).hasValue("photos"));
        assertThat(browser.text("button[data-copy]")).as("can be copied").hasValue("Copy");
    }

    @Test
    void numbersFollowWhatHappensAndLeaveTheRestInPeace() throws Exception {
        String id = register("films", 1);
        Browser browser = Browser.open(lab, true);
        browser.go(url);
        String seeders = "#share-" + id + " [data-label=Seeders]";
        assertThat(browser.text(seeders)).hasValue("0");
        browser.script("document.querySelector('.shares a').focus(); window.mark = 1");
        announce(id, 7001);
        soon(() -> assertThat(browser.text(seeders)).hasValue("1"));
        assertThat(browser.text("#share-" + id)).get().asString().doesNotContain("nobody");
        assertThat(browser.script("return document.activeElement.textContent").asString())
                .isEqualTo("films");
        register("photos", 1);
        soon(() -> assertThat(browser.text("#fresh")).get().asString().contains("There is more"));

        assertThat(browser.script("return window.mark").asInt()).as("not loaded anew").isOne();
        browser.go(url + "/share/" + id);
        assertThat(browser.text("#status")).hasValue("1 peer has all of it, 0 fetch it.");
        assertThat(browser.script("return document.querySelector('#status').role").asString())
                .isEqualTo("status");
        announce(id, 7002);
        soon(() ->
                assertThat(browser.text("#status"))
                        .hasValue("2 peers have all of it, 0 fetch it."));
    }
}
