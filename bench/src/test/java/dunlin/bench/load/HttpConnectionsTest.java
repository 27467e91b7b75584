package dunlin.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HttpConnectionsTest {
    private static final String HEAD = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n";
    private static final byte[] HASH = "a &=%+/\u00e4\u0000 0123456789".getBytes(ISO_8859_1);

    /** Answers every request alike and closes. */
    private record Server(ServerSocket listening, String answer, List<String> requests)
            implements AutoCloseable {
        static Server answering(String answer) throws IOException {
            ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Server server = new Server(listening, answer, new CopyOnWriteArrayList<>());
            Thread.ofPlatform().daemon().start(server::run);
            return server;
        }

        private void run() {
            while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                    byte[] request = new byte[2000];
                    int length = socket.getInputStream().read(request);
                    if (length < 0) {
                        continue; // a client that ended
                    }
                    requests.add(new String(request, 0, length, ISO_8859_1));
                    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                } catch (IOException e) {
                    // closed, or a client that ended
                }
            }
        }

        HttpConnections connections(Tally tally) {
            InetSocketAddress address =
                    new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
            Target target = new Target(address, List.of(HASH), 10, 5);
            Announces announces = new Announces(target.infoHashes(), 10, 0, 1);
            return new HttpConnections(target, Target.source(0), announces, tally);
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    private static Tally.Counts countsAfter(int requests, String answer) throws Exception {
        Tally tally = new Tally();
        try (Server server = Server.answering(answer);
                LoadThread load = new LoadThread(List.of(server.connections(tally)), tally)) {
            await().until(() -> server.requests().size() > requests);
            load.close();
            return tally.take();
        }
    }

    @Test
    void announcesAreWellFormed() throws Exception {
        Tally tally = new Tally();
        try (Server server = Server.answering(HEAD + "d8:intervali60e5:peers0:e");
                LoadThread load = new LoadThread(List.of(server.connections(tally)), tally)) {
            await().until(() -> load.preloaded() && server.requests().size() > 300);
            for (String request : server.requests()) {
                assertThat(request).startsWith("GET /announce?").endsWith("\r\n\r\n");
                String query =
                        request.substring(request.indexOf('?') + 1, request.indexOf(" HTTP"));
                AnnounceRequest announce = AnnounceRequest.parse(query);
                assertThat(announce.infoHash()).isEqualTo(InfoHash.of(HASH));
                assertThat(announce.port()).isBetween(10_000, 10_009);
                assertThat(announce.compact()).isTrue();
                assertThat(announce.numWant()).hasValue(announce.event() == Event.STOPPED ? 0 : 5);
            }
        }
    }

    @Test
    void answersAndTheirPeersAreCounted() throws Exception {
        Tally.Counts counts = countsAfter(100, HEAD + "d8:intervali60e5:peers12:abcdefghijkle");
        assertThat(counts.answered()).isGreaterThan(90);
        assertThat(counts.peers()).isEqualTo(2 * counts.answered());
        assertThat(counts.wrong()).as(counts.complaint()).isZero();
    }

    @Test
    void refusalsAreCountedAsWrong() throws Exception {
        Tally.Counts counts = countsAfter(10, HEAD + "d14:failure reason8:not heree");
        assertThat(counts.answered()).isZero();
        assertThat(counts.wrong()).isPositive();
        assertThat(counts.complaint()).contains("refused: not here");
    }

    @Test
    void whatIsNoBencodedDictionaryOrTellsNoPeersIsCountedAsWrong() throws Exception {
        for (String body :
                List.of(
                        "",
                        "oops",
                        "le",
                        "d8:intervali60ee",
                        "d8:intervali60e5:peers5:abcdee",
                        "d8:intervali60e5:peers36:abcdefabcdefabcdefabcdefabcdefabcdefe",
                        "d8:intervali60e5:peers0:ex",
                        "d8:intervali60e5:peers6:abc")) {
            Tally.Counts counts = countsAfter(5, HEAD + body);
            assertThat(counts.answered()).as(body).isZero();
            assertThat(counts.wrong()).as(body).isPositive();
        }
    }

    @Test
    void whoeverDoesNotCloseIsLeftAfterAWhile() throws Exception {
        Tally tally = new Tally();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpConnections connections =
                        new Server(silent, "", List.of()).connections(tally)) {
            assertThat(connections.turn()).isTrue();
            connections.watch(System.nanoTime() + HttpConnections.PATIENCE / 2);
            assertThat(connections.turn()).isFalse();
            assertThat(tally.take().lost()).isZero();
            connections.watch(System.nanoTime() + 2 * HttpConnections.PATIENCE);
            assertThat(tally.take().lost()).isEqualTo(1);
            assertThat(connections.turn()).as("the next").isTrue();
        }
    }
}
