package dunlin.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that outlast a first read: how many there are, in all and from one address, and
 * when each has to be done with what it does.
 *
 * <p>A connection either waits (for the rest of a request, or for the next one) or works (a request
 * is being answered). Those that wait are what a hostile client can have for nothing, so when there
 * is no place left, the one that has waited longest (of the same address, if that has too many)
 * gives its own to the newcomer.
 *
 * <p>Thread-safe: one lock, under which nothing is closed and nobody called.
 */
public final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration REAP_EVERY = Duration.ofMillis(100);

    private final int max;
    private final int maxPerAddress;

    /** Those that wait, the longest first. */
    @GuardedBy("this")
    private final Set<Place> waiting = new LinkedHashSet<>();

    @GuardedBy("this")
    private final Set<Place> working = new HashSet<>();

    @GuardedBy("this")
    private final Map<Long, Integer> perOrigin = new HashMap<>();

    private final Thread reaper;

    @GuardedBy("this")
    private boolean closed;

    /**
     * @param max most connections at once
     * @param maxPerAddress most from one IPv4 address or one IPv6 /64, but for this machine itself
     */
    public Connections(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.reaper = Thread.ofVirtual().name("http-reap").start(this::reap);
    }

    /** A connection's place. It begins with waiting. */
    public final class Place {
        private final InetAddress sender;
        private AutoCloseable connection;
        private long deadline;

        private Place(InetAddress sender, AutoCloseable connection, long deadline) {
            this.sender = sender;
            this.connection = connection;
            this.deadline = deadline;
        }

        public InetAddress sender() {
            return sender;
        }

        private boolean hasOriginOf(InetAddress other) {
            return origin(sender).equals(origin(other));
        }

        /** Something else than the bare socket is to be closed from now on. */
        void isNow(AutoCloseable other) {
            boolean gone;
            synchronized (Connections.this) {
                connection = other;
                gone = !waiting.contains(this) && !working.contains(this);
            }
            if (gone) {
                shut(other);
            }
        }

        /** A request is answered from now on; it is cut off after this time. */
        public void works(Duration atMost) {
            synchronized (Connections.this) {
                move(waiting, working, atMost);
            }
        }

        /** The next request is waited for; it has to be there whole within this time. */
        void waits(Duration atMost) {
            synchronized (Connections.this) {
                move(working, waiting, atMost);
            }
        }

        @GuardedBy("Connections.this")
        private void move(Set<Place> from, Set<Place> to, Duration atMost) {
            if (from.remove(this) || to.contains(this)) {
                deadline = System.nanoTime() + atMost.toNanos();
                to.add(this);
            }
        }

        /** The connection is over, and closed by whoever calls. */
        public void leave() {
            synchronized (Connections.this) {
                forget(this);
            }
        }
    }

    /**
     * Takes a connection in.
     *
     * @param atMost how long it may wait for its first request to be there whole
     * @return its place; or empty if there is none, and the caller has to close it
     */
    public Optional<Place> admit(InetAddress sender, AutoCloseable connection, Duration atMost) {
        Optional<Place> evicted = Optional.empty();
        Optional<Place> admitted = Optional.empty();
        synchronized (this) {
            boolean all = size() >= max;
            if (all || ofOrigin(sender) >= limit(sender)) {
                evicted =
                        waiting.stream().filter(one -> all || one.hasOriginOf(sender)).findFirst();
                evicted.ifPresent(this::forget);
            }
            if (!closed && size() < max && ofOrigin(sender) < limit(sender)) {
                long deadline = System.nanoTime() + atMost.toNanos();
                Place place = new Place(sender, connection, deadline);
                waiting.add(place);
                perOrigin.merge(origin(sender), 1, Integer::sum);
                admitted = Optional.of(place);
            }
        }
        evicted.ifPresent(Connections::shut);
        return admitted;
    }

    @GuardedBy("this")
    private int size() {
        return waiting.size() + working.size();
    }

    @GuardedBy("this")
    private int ofOrigin(InetAddress sender) {
        return perOrigin.getOrDefault(origin(sender), 0);
    }

    private int limit(InetAddress sender) {
        return sender.isLoopbackAddress() ? Integer.MAX_VALUE : maxPerAddress;
    }

    /** Whoever has an IPv6 address has its whole /64, of which no IPv4 address can be a part. */
    private static Long origin(InetAddress sender) {
        ByteBuffer address = ByteBuffer.wrap(sender.getAddress());
        return address.capacity() == 4 ? (long) address.getInt() : (Long) address.getLong();
    }

    /** Makes room when the system has no more to give. */
    public void closeLongestWaiting() {
        Optional<Place> longest;
        synchronized (this) {
            longest = waiting.stream().findFirst();
            longest.ifPresent(this::forget);
        }
        longest.ifPresent(Connections::shut);
    }

    @GuardedBy("this")
    private void forget(Place place) {
        if (waiting.remove(place) || working.remove(place)) {
            perOrigin.computeIfPresent(
                    origin(place.sender), (who, count) -> count > 1 ? count - 1 : null);
        }
    }

    private void reap() {
        List<Place> late = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            synchronized (this) {
                long now = System.nanoTime();
                collectLate(waiting.iterator(), now, late);
                collectLate(working.iterator(), now, late);
                late.forEach(this::forget);
            }
            late.forEach(Connections::shut);
            late.clear();
            try {
                TimeUnit.NANOSECONDS.sleep(REAP_EVERY.toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void collectLate(Iterator<Place> places, long now, List<Place> late) {
        places.forEachRemaining(place -> {
            if (now - place.deadline > 0) {
                late.add(place);
            }
        });
    }

    private static void shut(Place place) {
        shut(place.connection);
    }

    private static void shut(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception e) {
            LOG.debug("closing a connection: {}", e.getMessage());
        }
    }

    /** Closes all that is open, and admits nothing from now on. */
    @Override
    public void close() {
        List<Place> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            all.addAll(waiting);
            all.addAll(working);
            all.forEach(this::forget);
        }
        all.forEach(Connections::shut);
        reaper.interrupt();
    }
}
