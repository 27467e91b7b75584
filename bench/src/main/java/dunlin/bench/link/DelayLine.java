package dunlin.bench.link;

import dunlin.testkit.internet.Tun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Two network devices with a line between them, for machines whose kernel has none: packets of IPv4
 * that leave by one come in by the other after the delay, at the rate at most, and those that find
 * the queue full are lost. Prints what went from the first to the second, a line of JSON a tenth of
 * a second. Ends with its standard input.
 */
@Command(name = "delay-line", mixinStandardHelpOptions = true, sortOptions = false)
final class DelayLine implements Callable<Integer> {
    private static final long TENTH = 100_000_000;
    private static final int IPV4 = 4;
    private static final int LONGEST = 65_536;

    @Option(names = "--from", required = true, description = "Name of the one device.")
    private String from = "";

    @Option(names = "--to", required = true, description = "Name of the other.")
    private String to = "";

    @Option(names = "--rate", description = "Mbit/s each way (${DEFAULT-VALUE}).")
    private double rate = 50;

    @Option(names = "--delay", description = "Milliseconds each way (${DEFAULT-VALUE}).")
    private double delay = 20;

    @Option(names = "--queue", description = "Milliseconds that it is long (${DEFAULT-VALUE}).")
    private double queue = 300;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DelayLine()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Locale.setDefault(Locale.ROOT);
        Tun one = Tun.open(from);
        Tun other = Tun.open(to);
        Thread.ofPlatform().daemon().start(DelayLine::endWithInput);
        System.out.println("{\"ready\":true}");
        Way there = way();
        Way back = way();
        Counts counts = new Counts();
        Counts backCounts = new Counts();
        long begun = System.nanoTime();
        long told = begun;
        while (true) {
            carry(one, there, other, counts);
            carry(other, back, one, backCounts);
            long now = System.nanoTime();
            if (now - told >= TENTH) {
                told += TENTH;
                System.out.println(counts.line((told - begun) / 1e9));
            }
            long next = Math.min(told + TENTH, Math.min(there.nextTime(), back.nextTime()));
            if (next > now) {
                Tun.await(next - now, one, other);
            }
        }
    }

    private Way way() {
        double bytes = rate * 1e6 / 8;
        return new Way(bytes, (long) (delay * 1e6), (long) (bytes * queue / 1e3));
    }

    private void carry(Tun in, Way way, Tun out, Counts counts) {
        long now = System.nanoTime();
        while (way.nextTime() <= now) {
            out.write(buffer.clear().put(way.give()).flip());
        }
        while (in.read(buffer)) {
            byte[] packet = new byte[buffer.remaining()];
            buffer.get(packet);
            if ((packet[0] & 0xf0) >> 4 != IPV4) {
                continue;
            }
            long waits = way.take(packet, now);
            if (waits < 0) {
                counts.lost();
            } else {
                counts.went(packet, waits);
            }
        }
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
        System.exit(0);
    }
}
