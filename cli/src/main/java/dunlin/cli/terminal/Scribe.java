package dunlin.cli.terminal;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Writes for those who must not wait for a terminal, which somebody may have halted: a platform
 * thread of its own, since a virtual one that waits in the kernel holds up all others of its core.
 * Bounded; thread-safe.
 */
final class Scribe {
    private static final int MOST_WAITING = 1_000;

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicInteger leftOut = new AtomicInteger();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Thread thread =
            Thread.ofPlatform().name("terminal").daemon().unstarted(this::run);
    private final IntConsumer tellLeftOut;
    private volatile boolean closed;

    /**
     * A scribe with nothing to write.
     *
     * @param tellLeftOut hears, on its thread, how many were not written
     */
    Scribe(IntConsumer tellLeftOut) {
        this.tellLeftOut = tellLeftOut;
    }

    /** Has something written soon; left out, and counted, while too much waits. */
    void write(Runnable line) {
        begin();
        if (!waiting.offer(line)) {
            leftOut.incrementAndGet();
        }
    }

    /** Has something written that must not be left out: waits for room, in a virtual thread too. */
    void writeSurely(Runnable line) {
        begin();
        if (closed) {
            return; // nobody would make room
        }
        try {
            waiting.put(line);
        } catch (InterruptedException _) { // the program ends
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all is written that was handed in, but no longer than this; then ends. */
    void close(Duration atMost) {
        closed = true;
        if (begun.getAndSet(true)) {
            settle(atMost);
            thread.interrupt();
        }
    }

    private void settle(Duration atMost) {
        CountDownLatch written = new CountDownLatch(1);
        long end = System.nanoTime() + atMost.toNanos();
        try {
            if (waiting.offer(written::countDown, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                boolean ignored = written.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin() {
        if (!begun.get() && begun.compareAndSet(false, true)) {
            thread.start();
        }
    }

    private void run() {
        try {
            while (true) {
                Runnable next = waiting.take();
                int missed = leftOut.getAndSet(0);
                if (missed > 0) {
                    tellLeftOut.accept(missed);
                }
                next.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }
}
