package dunlin.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Terminal;
import dunlin.protocol.PeerAddress;
import dunlin.tracker.event.IndexEvent;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class IndexReporterTest {
    private static final int REFUSED = 3_000;

    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** A terminal that somebody has halted. */
    private final class Halted extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (written) {
                written.write(bytes, from, count);
            }
        }
    }

    private String lines() {
        synchronized (written) {
            return written.toString(StandardCharsets.UTF_8);
        }
    }

    /** It may come to more than one line about those left out: it takes the first one early. */
    @Test
    void aHaltedTerminalHoldsUpNobodyAndLearnsHowMuchItMissed() throws Exception {
        PrintStream halted = new PrintStream(new Halted(), true, StandardCharsets.UTF_8);
        Console console =
                new Console(
                        halted,
                        halted,
                        Terminal.NONE,
                        new Console.Style(false, false, false, true));
        try (IndexReporter reporter = new IndexReporter(console)) {
            for (int i = 0; i < REFUSED; i++) {
                refuse(reporter, i);
            }
            assertThat(lines()).isEmpty();
            goesOn.countDown();
            await().until(() -> told() >= 1_000);
            refuse(reporter, REFUSED);
            await().until(() -> lines().contains(" more events"));
            await().untilAsserted(() -> assertThat(told() + leftOut()).isEqualTo(REFUSED + 1));
        }
    }

    private static void refuse(IndexReporter reporter, int i) {
        PeerAddress from = PeerAddress.ipv4(0x0a000000 + i, 1);
        reporter.happened(new IndexEvent.Refused("announce", from, "banned"));
    }

    private long told() {
        return lines().lines().filter(line -> line.endsWith(": banned")).count();
    }

    private int leftOut() {
        return Pattern.compile("and (\\d+) more events")
                .matcher(lines())
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }
}
