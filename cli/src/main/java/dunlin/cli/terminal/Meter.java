package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import java.time.Duration;
import java.util.List;

/**
 * Shows how far a piece of work on this machine is. Only long work is spoken of. For one thread at
 * a time.
 */
public final class Meter implements AutoCloseable {
    private static final long FRAME = Duration.ofMillis(200).toNanos();
    private static final long LINE = Duration.ofSeconds(5).toNanos();

    private final Console console;
    private final String work;
    private final long begun = System.nanoTime();
    private long shownAt = begun;

    /** Measures one piece of work, which is shown under the name {@code work}. */
    public Meter(Console console, String work) {
        this.console = console;
        this.work = SafeText.forTerminal(work);
    }

    /** Says that {@code done} of {@code total} bytes are dealt with. */
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (now - shownAt < (console.isLive() ? FRAME : LINE)) {
            return;
        }
        shownAt = now;
        long rate = (long) (done / Math.max(0.001, (now - begun) / 1e9));
        int percent = TransferLine.percent(done, total);
        String line =
                "%s: %3d%% of %s, %s"
                        .formatted(
                                work,
                                percent,
                                Units.size(total),
                                TransferLine.right(Units.rate(rate), TransferLine.RATE_COLUMNS));
        if (console.isLive()) {
            console.live(List.of(DisplayWidth.cut(line, console.columns() - 1)));
        } else {
            console.note(line);
        }
    }

    @Override
    public void close() {
        console.endLive();
    }
}
