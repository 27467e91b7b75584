package dunlin.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKeyPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that our own client signed are sent again by whoever got them. */
@Tag("attack")
class ReplayAttackTest {
    private static final byte[] FILMS = Torrents.file("films.iso", 50_000);
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));

    @TempDir Path folder;
    private TrackerServer server;
    private final List<String> overheard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = OpenIndex.start(folder, event -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static CatalogueClient client(int port) {
        return new CatalogueClient(URI.create("http://127.0.0.1:" + port));
    }

    private CatalogueClient client() {
        return client(server.address().getPort());
    }

    /** An index that a person named, and that notes what it is told. */
    private ServerSocket evilIndex() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        Thread.ofVirtual()
                .start(() -> {
                    while (!socket.isClosed()) {
                        try (Socket connection = socket.accept()) {
                            overheard.add(read(connection));
                        } catch (IOException e) {
                            return;
                        }
                    }
                });
        return socket;
    }

    /** The client sends all of it and then waits. */
    private static String read(Socket connection) throws IOException {
        StringBuilder request = new StringBuilder();
        connection.setSoTimeout(300);
        InputStream in = connection.getInputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                request.append(new String(buffer, 0, count, ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            return request.toString();
        }
        return request.toString();
    }

    private String send(String request) {
        try {
            return RawHttp.exchange(server.address(), request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatOneIndexWasToldIsOfNoUseAtAnother() throws Exception {
        InfoHash id = client().register(ANNA, "anna", FILMS, Note.NONE).id();
        try (ServerSocket evil = evilIndex()) {
            CatalogueClient there = client(evil.getLocalPort());
            for (Runnable told :
                    List.<Runnable>of(
                            () -> tell(() -> there.withdraw(ANNA, id)),
                            () -> tell(() -> there.annotate(ANNA, id, new Note("x", List.of()))),
                            () -> tell(() -> there.register(ANNA, "anna", FILMS, Note.NONE)))) {
                told.run();
            }
        }
        assertThat(overheard)
                .hasSize(3)
                .allSatisfy(request -> {
                    String here = "127.0.0.1:" + server.address().getPort();
                    assertThat(send(request)).startsWith("HTTP/1.1 403 ").contains("--public-url");
                    assertThat(send(request.replaceFirst("(?<=Dunlin-Index: ).*", here)))
                            .startsWith("HTTP/1.1 403 ")
                            .contains("not valid");
                    assertThat(send(request.replaceFirst("Dunlin-Index: .*\r\n", "")))
                            .startsWith("HTTP/1.1 403 ");
                });
        assertThat(client().list())
                .singleElement()
                .satisfies(share -> assertThat(share.listing().note()).isEqualTo(Note.NONE));
    }

    private interface Told {
        void tell() throws Exception;
    }

    private static void tell(Told told) {
        try {
            told.tell();
        } catch (Exception e) {
            // Whatever it answers, it was told.
        }
    }

    @Test
    void whatWasUsedIsOfNoUseAfterARestart() throws Exception {
        int port = server.address().getPort();
        String withdrawal = signedDelete(client().register(ANNA, "anna", FILMS, Note.NONE).id());
        assertThat(send(withdrawal)).startsWith("HTTP/1.1 200 ");
        client().register(ANNA, "anna", FILMS, Note.NONE);
        assertThat(send(withdrawal)).startsWith("HTTP/1.1 403 ").contains("used already");
        server.close();
        server = OpenIndex.start(port, folder, event -> {});
        assertThat(send(withdrawal)).startsWith("HTTP/1.1 403 ").contains("used already");
        assertThat(client().list()).hasSize(1);
    }

    private String signedDelete(InfoHash id) throws IOException {
        return RawHttp.signedRequest(server.address(), ANNA, "DELETE", "/api/v1/shares/" + id, "");
    }
}
