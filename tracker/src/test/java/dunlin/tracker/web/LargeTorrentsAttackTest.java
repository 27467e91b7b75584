package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.PeerKeyPair;
import dunlin.tracker.OpenIndex;
import dunlin.tracker.RawHttp;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The few places for large torrents are taken, from one address, by bodies that hardly move. */
@Tag("attack")
class LargeTorrentsAttackTest {
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));
    private static final PeerKeyPair EVE = PeerKeyPair.random(new Random(2));
    private static final int PLACES = 8;

    /** Too large for what the system takes of an answer that nobody reads. */
    private static final int PIECES = 400_000;

    private final List<Socket> sockets = new ArrayList<>();
    private TrackerServer index;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        index = OpenIndex.start(folder, event -> {});
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        index.close();
    }

    private Socket attack(String request) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
        socket.connect(index.address());
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return socket;
    }

    private String register(int pieces) throws IOException {
        String torrent = new String(Torrents.file("large", pieces * 16_384L), ISO_8859_1);
        String target = "/api/v1/shares?sharedBy=anna";
        return RawHttp.signed(index.address(), ANNA, "POST", target, torrent);
    }

    @Test
    void registrationsThatDripKeepNobodyFromRegistering() throws IOException {
        for (int i = 0; i < PLACES; i++) {
            // Of a key that anybody can make, and of a body that never comes.
            String target = "/api/v1/shares?sharedBy=a&nonce=" + i;
            String head = RawHttp.signedRequest(index.address(), EVE, "POST", target, "");
            String endless = "Content-Length: 9000000\r\nExpect: 100-continue\r\n";
            Socket begun = attack(head.replace("Content-Length: 0\r\n", endless));
            assertThat(begun.getInputStream().readNBytes(12)).asString().endsWith("100");
        }
        assertThat(register(20_000)).startsWith("HTTP/1.1 201 ");
    }

    @Test
    void torrentsThatNobodyReadsKeepNobodyFromFetching() throws IOException {
        assertThat(register(PIECES)).startsWith("HTTP/1.1 201 ");
        String id = Torrents.id(Torrents.file("large", PIECES * 16_384L));
        String target = "/api/v1/shares/" + id + "/torrent";
        for (int i = 0; i < PLACES; i++) {
            Socket begun = attack("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(begun.getInputStream().readNBytes(15)).asString().contains("200");
        }
        assertThat(RawHttp.get(index.address(), target)).startsWith("HTTP/1.1 200 ");
    }
}
