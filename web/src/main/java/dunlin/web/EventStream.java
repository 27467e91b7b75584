package dunlin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens, as server-sent events (HTML standard, 9.2) for whoever follows. A follower that
 * reads too slowly misses events, and is told how many by {@code event: missed}. Thread-safe;
 * {@link #happened} never blocks.
 *
 * @param <E> an event, before it is written
 */
public final class EventStream<E> {
    /** An event as it is sent. */
    public record Written(String name, ObjectNode data) {
        private byte[] bytes() {
            return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(UTF_8);
        }
    }

    private static final int QUEUED = 1_000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] STILL_HERE = ": still here\n\n".getBytes(UTF_8);

    private final Function<E, Written> writing;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();

    /**
     * @param writing how an event is written; called on each follower's own thread, so it may block
     */
    public EventStream(Function<E, Written> writing) {
        this.writing = writing;
    }

    /** One who follows: what is still to be sent, and how much there was no room for. */
    private final class Follower {
        private final BlockingQueue<E> queue = new ArrayBlockingQueue<>(QUEUED);

        @GuardedBy("this")
        private int missed;

        synchronized void offer(E event) {
            if (missed > 0 || !queue.offer(event)) {
                missed++;
            }
        }

        /** The next piece to be sent, after waiting for it. */
        byte[] next() throws InterruptedException {
            E event = queue.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
            if (event != null) {
                return writing.apply(event).bytes();
            }
            return missed().orElse(STILL_HERE);
        }

        private synchronized Optional<byte[]> missed() {
            if (missed == 0) {
                return Optional.empty();
            }
            ObjectNode data = JsonNodeFactory.instance.objectNode().put("events", missed);
            missed = 0;
            return Optional.of(new Written("missed", data).bytes());
        }
    }

    /** Tells everyone who follows. */
    public void happened(E event) {
        followers.forEach(follower -> follower.offer(event));
    }

    /**
     * An answer that goes on until the follower leaves.
     *
     * @param mayGoOn asked before each piece, at least every 15 seconds
     */
    public HttpResponse follow(BooleanSupplier mayGoOn) {
        return HttpResponse.stream("text/event-stream", sink -> write(sink, mayGoOn));
    }

    private void write(BodyWriter.Sink sink, BooleanSupplier mayGoOn)
            throws IOException, InterruptedException {
        Follower follower = new Follower();
        followers.add(follower);
        try {
            sink.write(STILL_HERE);
            byte[] piece = follower.next();
            while (mayGoOn.getAsBoolean()) {
                sink.write(piece);
                piece = follower.next();
            }
        } finally {
            followers.remove(follower);
        }
    }
}
