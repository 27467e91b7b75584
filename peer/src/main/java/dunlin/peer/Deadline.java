package dunlin.peer;

import dunlin.protocol.ProtocolException;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A limit on the time that several blocking calls on one channel take together. A timeout on each
 * read alone would never end a peer that sends one byte a second; so another thread closes the
 * channel when the time is up.
 */
final class Deadline {
    /** What is to be done in time. */
    interface Step<T> {
        T run() throws IOException, ProtocolException;
    }

    private enum State {
        RUNNING,
        DONE,
        EXPIRED
    }

    private Deadline() {}

    /**
     * Runs the step. The channel stays open if, and only if, the step succeeded in time.
     *
     * @throws SocketTimeoutException if the time was up before the step was done
     */
    static <T> T within(Duration limit, Closeable channel, Step<T> step)
            throws IOException, ProtocolException {
        AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
        Thread watcher =
                Thread.ofVirtual().name("deadline").start(() -> expire(limit, channel, state));
        boolean succeeded = false;
        try {
            T result = step.run();
            succeeded = state.compareAndSet(State.RUNNING, State.DONE);
            if (succeeded) {
                return result;
            }
            throw expired(limit);
        } catch (IOException e) {
            throw state.get() == State.EXPIRED ? expired(limit) : e;
        } finally {
            watcher.interrupt();
            if (!succeeded) {
                channel.close();
            }
        }
    }

    private static void expire(Duration limit, Closeable channel, AtomicReference<State> state) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException _) { // done in time
            return;
        }
        if (state.compareAndSet(State.RUNNING, State.EXPIRED)) {
            try {
                channel.close();
            } catch (IOException _) { // it is gone all the same, and the step will say so
                return;
            }
        }
    }

    private static SocketTimeoutException expired(Duration limit) {
        return new SocketTimeoutException(
                "no handshake within %.1f s".formatted(limit.toMillis() / 1000.0));
    }
}
