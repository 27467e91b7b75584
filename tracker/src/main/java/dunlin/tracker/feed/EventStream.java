package dunlin.tracker.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.http.BodyWriter;
import dunlin.tracker.http.HttpRefusal;
import dunlin.tracker.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens at the index, as server-sent events (HTML standard, 9.2) for whoever follows.
 *
 * <pre>
 *   event: peer     data: {"change","id","share","name","address","seeders","leechers"}
 *   event: share    data: {"change","id","name","by"}
 * </pre>
 *
 * A follower that reads too slowly misses events, and is told how many by {@code event: missed}.
 * Thread-safe; {@link #happened} never blocks.
 */
public final class EventStream implements IndexEvents {
    private static final int MAX_FOLLOWERS = 200;
    private static final int QUEUED = 1_000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] STILL_HERE = ": still here\n\n".getBytes(UTF_8);

    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MAX_FOLLOWERS);

    /** One who follows: what is still to be sent, and how much there was no room for. */
    private static final class Follower {
        private final BlockingQueue<IndexEvent> queue = new ArrayBlockingQueue<>(QUEUED);
        private int missed;

        synchronized void offer(IndexEvent event) {
            if (missed > 0 || !queue.offer(event)) {
                missed++;
            }
        }

        /** The next piece to be sent, after waiting for it. */
        byte[] next() throws InterruptedException {
            IndexEvent event = queue.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
            if (event != null) {
                return bytes(event);
            }
            return missed().orElse(STILL_HERE);
        }

        private synchronized Optional<byte[]> missed() {
            if (missed == 0) {
                return Optional.empty();
            }
            ObjectNode data = JsonNodeFactory.instance.objectNode().put("events", missed);
            missed = 0;
            return Optional.of(event("missed", data));
        }
    }

    @Override
    public void happened(IndexEvent event) {
        // Who was refused is for whoever runs the index, not for everyone.
        if (!(event instanceof IndexEvent.Refused)) {
            followers.forEach(follower -> follower.offer(event));
        }
    }

    /** Made on the follower's own thread, because a share's name may have to be looked up. */
    private static byte[] bytes(IndexEvent event) {
        return switch (event) {
            case IndexEvent.Peer peer -> event("peer", data(peer));
            case IndexEvent.Share share -> event("share", data(share));
            case IndexEvent.Refused refused ->
                    throw new IllegalArgumentException(refused.toString());
        };
    }

    private static ObjectNode data(IndexEvent.Peer peer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("change", peer.change().name().toLowerCase(Locale.ROOT))
                .put("id", peer.id().toString())
                .put("share", peer.share().get())
                .put("name", peer.name().orElseGet(peer.address()::toString))
                .put("address", peer.address().toString())
                .put("seeders", peer.seeders())
                .put("leechers", peer.leechers());
    }

    private static ObjectNode data(IndexEvent.Share share) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("change", share.change().name().toLowerCase(Locale.ROOT))
                .put("id", share.id().toString())
                .put("name", share.name())
                .put("by", share.by());
    }

    private static byte[] event(String name, ObjectNode data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(UTF_8);
    }

    /**
     * An answer that goes on until the follower leaves.
     *
     * @throws HttpRefusal 503 if there are as many as there may be
     */
    public HttpResponse follow() throws HttpRefusal {
        if (!places.tryAcquire()) {
            throw new HttpRefusal(503, "too many follow the events: try again later");
        }
        return new HttpResponse(
                200,
                "text/event-stream",
                new HttpResponse.Body.Stream(this::write),
                Map.of("Cache-Control", "no-store"),
                places::release);
    }

    private void write(BodyWriter.Sink sink) throws IOException, InterruptedException {
        Follower follower = new Follower();
        followers.add(follower);
        try {
            sink.write(STILL_HERE);
            while (true) {
                sink.write(follower.next());
            }
        } finally {
            followers.remove(follower);
        }
    }
}
