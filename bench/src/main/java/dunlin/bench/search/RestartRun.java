package dunlin.bench.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.bench.search.MadeUpShares.Made;
import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.identity.PeerKeyPair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills an index with {@code kill -9} while sharers register with it, starts it again, and prints
 * how long it takes until it answers; and whether all that it had said to be registered is there.
 */
final class RestartRun {
    private static final int ROUNDS = 5;
    private static final int SHARERS = 8;
    private static final int PATIENCE_SECONDS = 60;

    private final Path launcher;
    private final Path home;
    private final MadeUpShares shares;
    private final AtomicInteger next;
    private final PeerKeyPair key = PeerKeyPair.random(new SecureRandom());

    /**
     * @param launcher the program
     * @param first number of a share that is not registered
     */
    RestartRun(Path launcher, Path home, MadeUpShares shares, int first) {
        this.launcher = launcher;
        this.home = home;
        this.shares = shares;
        this.next = new AtomicInteger(first);
    }

    void run() throws IOException, InterruptedException, ProtocolException {
        for (int round = 1; round <= ROUNDS; round++) {
            Process index = start(0);
            URI url = url(index);
            Queue<InfoHash> registered = registerUntilKilled(index, url);
            index.waitFor();

            long began = System.nanoTime();
            index = start(url.getPort());
            try {
                String list = ask(url, "/api/v1/shares?limit=1", "\"id\":");
                double listed = (System.nanoTime() - began) / 1e9;
                String hash = "%AA".repeat(20);
                String announce =
                        "/announce?info_hash="
                                + hash
                                + "&peer_id="
                                + hash
                                + "&port=6881&left=1&compact=1";
                ask(url, announce, "8:interval");
                double announced = (System.nanoTime() - began) / 1e9;
                SearchRun.print(
                        "after kill -9 in the middle of registrations",
                        "first listing after %.2f s, announce after %.2f s; %s"
                                .formatted(listed, announced, missing(url, registered)));
                if (!list.contains("\"name\"")) {
                    throw new IllegalStateException(list);
                }
            } finally {
                index.destroy();
                index.waitFor();
            }
        }
    }

    private Process start(int port) throws IOException {
        return new ProcessBuilder(
                        launcher.toString(),
                        "--home",
                        home.toString(),
                        "tracker",
                        "--listen",
                        "127.0.0.1:" + port)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static URI url(Process index) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(index.getInputStream(), UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int at = line.indexOf("http://");
            if (at >= 0) {
                return URI.create(line.substring(at).strip());
            }
        }
        throw new IOException("the index did not start");
    }

    /** The ids of what the index said to have registered. */
    private Queue<InfoHash> registerUntilKilled(Process index, URI url)
            throws InterruptedException {
        Queue<InfoHash> registered = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SHARERS; i++) {
                threads.submit(() -> register(url, registered));
            }
            TimeUnit.SECONDS.sleep(5);
            index.destroyForcibly();
        }
        return registered;
    }

    private void register(URI url, Queue<InfoHash> registered) {
        CatalogueClient client = new CatalogueClient(url);
        try {
            while (true) {
                int n = next.getAndIncrement();
                Made made = shares.made(n);
                byte[] torrent = shares.metainfo(n, made).encode();
                registered.add(client.register(key, "restarter", torrent, made.note()).id());
            }
        } catch (IOException | ProtocolException e) {
            // The index is dead, as it is meant to be.
        }
    }

    private static String missing(URI url, Queue<InfoHash> registered)
            throws IOException, ProtocolException {
        CatalogueClient client = new CatalogueClient(url);
        int missing = 0;
        for (InfoHash id : registered) {
            List<LiveListing> found = client.lookUp(id.toString());
            missing += found.isEmpty() ? 1 : 0;
        }
        return "%d of %d registrations missing".formatted(missing, registered.size());
    }

    /** The answer, once there is one that holds this. */
    private static String ask(URI url, String target, String holds)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String answer = "";
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                String request =
                        "GET "
                                + target
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                if (answer.contains(holds)) {
                    return answer;
                }
            } catch (IOException e) {
                // Not up yet.
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new IOException("no answer to " + target + ": " + answer);
    }
}
