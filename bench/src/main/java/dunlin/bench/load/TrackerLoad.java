package dunlin.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Announces to an index server for a fixed time and says in lines of JSON on standard output how it
 * went. It fills the swarms, warms up, then announces as fast as it is answered ({@code measuring},
 * {@code measured}), at last at a fixed rate ({@code pacing}, {@code paced}). Whoever reads the
 * lines can look at the server's CPU time at the moments they mark.
 */
@Command(name = "tracker-load", mixinStandardHelpOptions = true, sortOptions = false)
final class TrackerLoad implements Callable<Integer> {
    private static final Duration RENEWAL = Duration.ofSeconds(60);
    private static final long PRELOAD_LIMIT = TimeUnit.SECONDS.toNanos(120);
    private static final Duration PACE_SETTLES = Duration.ofSeconds(1);

    @Parameters(description = "udp or http")
    private Transport transport = Transport.udp;

    @Option(names = "--port", required = true, description = "Of the server, on 127.0.0.1.")
    private int port;

    @Option(names = "--hashes", required = true, description = "File of info-hashes, a line each.")
    private Path hashes = Path.of("");

    @Option(names = "--clients", description = "Sockets (udp) or connections at a time (http).")
    private int clients = 4;

    @Option(names = "--window", description = "Announces under way on each socket (udp).")
    private int window = 32;

    @Option(names = "--peers", description = "In each swarm.")
    private int peers = 100;

    @Option(names = "--want", description = "Peers asked for.")
    private int want = 50;

    @Option(names = "--warm-up", description = "Seconds.")
    private double warmUp = 4;

    @Option(names = "--seconds", description = "Measured.")
    private double seconds = 10;

    @Option(names = "--rate", description = "Announces a second when paced; 0 leaves it out.")
    private double rate;

    private final Tally tally = new Tally();

    enum Transport {
        udp,
        http
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TrackerLoad()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Target target =
                new Target(new InetSocketAddress("127.0.0.1", port), infoHashes(), peers, want);
        List<Client> all = new ArrayList<>();
        for (int number = 0; number < clients; number++) {
            all.add(client(target, number));
        }
        try (LoadThread load = new LoadThread(all, tally)) {
            preload(load);
            Thread.sleep(millis(warmUp));
            measure("measuring", "measured");
            if (rate > 0) {
                load.follow(new Pace(rate, System.nanoTime()));
                Thread.sleep(PACE_SETTLES);
                measure("pacing", "paced");
            }
        }
        return 0;
    }

    private Client client(Target target, int number) throws IOException {
        Announces announces = new Announces(target.infoHashes(), peers, number, clients);
        InetSocketAddress source = Target.source(number);
        return switch (transport) {
            case udp -> new UdpSocket(target, source, announces, window, RENEWAL, tally);
            case http -> new HttpConnections(target, source, announces, tally);
        };
    }

    private List<byte[]> infoHashes() throws IOException {
        return Files.readAllLines(hashes).stream()
                .filter(line -> !line.isBlank())
                .map(line -> HexFormat.of().parseHex(line.strip()))
                .toList();
    }

    private void preload(LoadThread load) throws InterruptedException {
        long start = System.nanoTime();
        while (!load.preloaded()) {
            Thread.sleep(10);
            if (System.nanoTime() - start > PRELOAD_LIMIT) {
                throw new IllegalStateException("the swarms do not fill: " + tally.take());
            }
        }
        Report.event("preloaded", (System.nanoTime() - start) / 1e9, tally.take());
    }

    private void measure(String before, String after) throws InterruptedException {
        tally.take();
        long start = System.nanoTime();
        Report.event(before);
        Thread.sleep(millis(seconds));
        Tally.Counts counts = tally.take();
        Report.event(after, (System.nanoTime() - start) / 1e9, counts);
    }

    private static long millis(double seconds) {
        return (long) (seconds * 1e3);
    }
}
