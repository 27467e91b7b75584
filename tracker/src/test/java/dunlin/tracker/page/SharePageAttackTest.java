package dunlin.tracker.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.catalogue.Note;
import dunlin.tracker.RawHttp;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueFixture;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looking at a share's page can cost the index. */
@Tag("attack")
class SharePageAttackTest {
    @TempDir private Path folder;
    private final AtomicInteger torrentsRead = new AtomicInteger();
    private final AtomicInteger surveys = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);
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
                        counted(catalogue),
                        Optional.of((share, pieces, peers) -> {
                            surveys.incrementAndGet();
                            answer.await();
                            return new int[pieces.pieces()];
                        }),
                        event -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Catalogue counted(Catalogue real) {
        return (Catalogue)
                Proxy.newProxyInstance(
                        Catalogue.class.getClassLoader(),
                        new Class<?>[] {Catalogue.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("torrent")) {
                                torrentsRead.incrementAndGet();
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private String register(byte[] torrent) throws Exception {
        catalogue.register(
                torrent,
                Torrents.parse(torrent),
                Note.NONE,
                CatalogueFixture.sharer("anna"),
                Instant.EPOCH);
        return "/share/" + Torrents.id(torrent);
    }

    private String get(String target) throws IOException {
        return new String(RawHttp.get(server.address(), target).getBytes(ISO_8859_1), UTF_8);
    }

    @Test
    void lookingAtAPageReadsNoTorrent() throws Exception {
        String page = register(Torrents.folder("photos", "2025/a.jpg", "2026/b.jpg"));
        for (int i = 0; i < 20; i++) {
            assertThat(get(page)).contains("2025/a.jpg").contains("1 of 16 KiB");
        }
        assertThat(torrentsRead).hasValue(0);
    }

    @Test
    void pathsOfStrangersCanTurnNoTextAround() throws Exception {
        String page = register(Torrents.folder("photos", "a\u202egpj.exe", "b\u2028\u2029.jpg"));
        assertThat(get(page))
                .contains("a\\u202egpj.exe")
                .contains("b\\u2028\\u2029.jpg")
                .doesNotContain("\u202e", "\u2028", "\u2029");
    }

    @Test
    void howeverManyLookItsPeersAreAskedOnce() throws Exception {
        String pieces = register(Torrents.file("films", 60_000)) + "/pieces.svg";
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = threads.submit(() -> get(pieces));
            Future<String> second = threads.submit(() -> get(pieces));
            answer.countDown();
            assertThat(first.get()).startsWith("HTTP/1.1 200 ");
            assertThat(second.get()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(get(pieces)).startsWith("HTTP/1.1 200 ");
        assertThat(surveys).hasValue(1);
        assertThat(torrentsRead).hasValue(0);
    }
}
