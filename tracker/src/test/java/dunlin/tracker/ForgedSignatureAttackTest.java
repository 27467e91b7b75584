package dunlin.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.PeerKeyPair;
import java.io.IOException;
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

/** Large bodies with signatures that nobody made are announced, and do not come. */
@Tag("attack")
class ForgedSignatureAttackTest {
    private static final String TARGET = "/api/v1/shares?sharedBy=anna";
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));

    @TempDir Path folder;
    private TrackerServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpenIndex.start(folder, event -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The head of a request with a body that never comes. */
    private Socket announceBody(String head) throws IOException {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(
                        head.replaceFirst("Content-Length: \\d+", "Content-Length: 2000000")
                                .getBytes(ISO_8859_1));
        return socket;
    }

    private String signed(String body) {
        return RawHttp.signedRequest(server.address(), ANNA, "POST", TARGET, body);
    }

    private void assertTakeNoPlace(String head) throws IOException {
        List<Socket> forgeries = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                forgeries.add(announceBody(head));
            }
            for (Socket forgery : forgeries) {
                byte[] line = forgery.getInputStream().readNBytes(12);
                assertThat(new String(line, ISO_8859_1)).matches("HTTP/1.1 4(03|13)");
            }
            // It is no torrent, but it had a place to come to, which takes longer if there is none.
            String large = "x".repeat(300_000);
            assertThat(RawHttp.exchange(server.address(), signed(large)))
                    .startsWith("HTTP/1.1 400 ");
        } finally {
            for (Socket forgery : forgeries) {
                forgery.close();
            }
        }
    }

    @Test
    void theyAreRefusedBeforeTheirBodiesTakeAPlace() throws IOException {
        String forged = signed("").replaceFirst("(?<=Dunlin-Signature: )....", "0000");
        assertTakeNoPlace(forged);
    }

    @Test
    void whatIsSentAgainTakesNoPlaceEither() throws IOException {
        String overheard = signed("");
        assertThat(RawHttp.exchange(server.address(), overheard)).startsWith("HTTP/1.1 400 ");
        assertTakeNoPlace(overheard);
    }

    @Test
    void whatCannotBeVerifiedBeforeItsBodyCameTakesNoPlaceEither() throws IOException {
        String first = signed("").replaceFirst("Dunlin-Index: .*\r\n", "");
        assertTakeNoPlace(first);
    }
}
