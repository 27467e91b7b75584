package dunlin.peer.dial;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.peer.Transport;
import dunlin.peer.Transport.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts to reach one peer in several ways at once, each on a virtual thread of its own. What
 * connects after it was given up is closed. Thread-safe: its monitor guards all, and nobody is
 * called under it.
 */
final class Attempts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** What became of an attempt. */
    sealed interface Outcome {
        /** It is connected, and belongs to who gets this. */
        record Connected(Kind kind, Transport transport) implements Outcome {}

        /** It is not. */
        record Failed(Kind kind, IOException why) implements Outcome {}
    }

    private final Map<Kind, Way> ways;
    private final InetSocketAddress remote;

    @GuardedBy("this")
    private final Map<Kind, Thread> underWay = new EnumMap<>(Kind.class);

    @GuardedBy("this")
    private final Queue<Outcome> outcomes = new ArrayDeque<>();

    Attempts(Map<Kind, Way> ways, InetSocketAddress remote) {
        this.ways = ways;
        this.remote = remote;
    }

    /** Begins one, in a way that there is. */
    void begin(Kind kind, Duration limit) {
        Way way = Objects.requireNonNull(ways.get(kind));
        Thread thread =
                Thread.ofVirtual()
                        .name("dial " + kind + " " + remote)
                        .unstarted(() -> ended(attempt(kind, way, limit)));
        synchronized (this) {
            underWay.put(kind, thread);
        }
        thread.start();
    }

    private Outcome attempt(Kind kind, Way way, Duration limit) {
        try {
            return new Outcome.Connected(kind, way.connect(remote, limit));
        } catch (IOException e) {
            return new Outcome.Failed(kind, e);
        } catch (RuntimeException | Error e) { // or who waits for it would do so for nothing
            LOG.error("A fault of ours in dialling {} over {}", remote, kind, e);
            return new Outcome.Failed(kind, new IOException("a fault of ours: " + e, e));
        }
    }

    private void ended(Outcome outcome) {
        synchronized (this) {
            if (underWay.values().remove(Thread.currentThread())) {
                outcomes.add(outcome);
                notifyAll();
                return;
            }
        }
        close(outcome);
    }

    /**
     * Waits until one has ended.
     *
     * @return what became of it; empty if none has within this time
     */
    synchronized Optional<Outcome> await(Duration time) throws InterruptedIOException {
        long end = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos();
                    outcomes.isEmpty() && left > 0;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in dialling " + remote);
        }
        return Optional.ofNullable(outcomes.poll());
    }

    /** Gives up all that are under way, or connected and not yet told of. */
    @Override
    public void close() {
        List<Thread> threads;
        List<Outcome> untold;
        synchronized (this) {
            threads = List.copyOf(underWay.values());
            untold = List.copyOf(outcomes);
            underWay.clear();
            outcomes.clear();
        }
        threads.forEach(Thread::interrupt);
        untold.forEach(Attempts::close);
    }

    private static void close(Outcome outcome) {
        if (outcome instanceof Outcome.Connected(Kind _, Transport transport)) {
            try {
                transport.close();
            } catch (IOException e) {
                LOG.debug("Closing {}", transport, e);
            }
        }
    }
}
