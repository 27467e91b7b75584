package dunlin.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.Proxies;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that outlast a first read: how many there are, in all and from one address, and
 * when each has to be done with what it does.
 *
 * <p>A connection either waits (for the rest of a request, or for the next one) or works (a request
 * is being answered). Those that wait are what a hostile client can have for nothing, so they give
 * way first; who has to when all places are taken, {@link Places} says.
 *
 * <p>Thread-safe: one lock, under which nothing is closed and nobody called.
 */
public final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration REAP_EVERY = Duration.ofMillis(100);

    @GuardedBy("this")
    private final Places<Place> places;

    private final Thread reaper;

    @GuardedBy("this")
    private boolean closed;

    /**
     * @param max most connections at once
     * @param maxPerAddress most from one IPv4 address or one IPv6 /64, but for this machine itself
     *     and proxies
     */
    public Connections(int max, int maxPerAddress, Proxies proxies) {
        this.places =
                new Places<>(
                        max,
                        maxPerAddress,
                        address -> address.isLoopbackAddress() || proxies.include(address));
        this.reaper = Thread.ofVirtual().name("http-reap").start(this::reap);
    }

    /** A connection's place. It begins with waiting. */
    public final class Place {
        private final InetAddress sender;
        private AutoCloseable connection;
        private long deadline;
        private long due;

        private Place(InetAddress sender, AutoCloseable connection, long deadline) {
            this.sender = sender;
            this.connection = connection;
            this.deadline = deadline;
            this.due = deadline;
        }

        public InetAddress sender() {
            return sender;
        }

        /**
         * A request is answered from now on for this client, of which a proxy has told; it may be
         * the sender itself.
         *
         * @return false if so many of the client's are answered already that this one must not be
         */
        boolean worksFor(InetAddress client) {
            Places.Outcome<Place> outcome;
            synchronized (Connections.this) {
                outcome = places.worksFor(client, this);
            }
            outcome.givesWay().ifPresent(Connections::shut);
            return outcome.admitted();
        }

        /** Something else than the bare socket is to be closed from now on. */
        void isNow(AutoCloseable other) {
            boolean gone;
            synchronized (Connections.this) {
                connection = other;
                gone = !places.holds(this);
            }
            if (gone) {
                shut(other);
            }
        }

        /** A request is answered from now on; it is cut off after this time. */
        public void works(Duration atMost) {
            synchronized (Connections.this) {
                places.works(this);
                deadline = System.nanoTime() + atMost.toNanos();
                due = deadline;
            }
        }

        /** The next request is waited for; it has to be there whole within this time. */
        void waits(Duration atMost) {
            synchronized (Connections.this) {
                places.worksFor(sender, this);
                places.idles(this);
                deadline = System.nanoTime() + atMost.toNanos();
                due = deadline;
            }
        }

        /** Cut off sooner unless something moves by then; a time of {@link System#nanoTime}. */
        void isDue(long nanos) {
            synchronized (Connections.this) {
                due = nanos - deadline < 0 ? nanos : deadline;
            }
        }

        /** What was due has come: only the time for all of it counts again. */
        void isDueNoMore() {
            synchronized (Connections.this) {
                due = deadline;
            }
        }

        /** Closes the connection, whatever it is doing. */
        void cut() {
            leave();
            shut(this);
        }

        /** The connection is over, and closed by whoever calls. */
        public void leave() {
            synchronized (Connections.this) {
                places.leave(this);
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
        Place place = new Place(sender, connection, System.nanoTime() + atMost.toNanos());
        Places.Outcome<Place> outcome;
        synchronized (this) {
            if (closed) {
                return Optional.empty();
            }
            outcome = places.enter(place, sender);
        }
        outcome.givesWay().ifPresent(Connections::shut);
        return outcome.admitted() ? Optional.of(place) : Optional.empty();
    }

    /** Makes room when the system has no more to give. */
    public void closeLongestWaiting() {
        Optional<Place> longest;
        synchronized (this) {
            longest = places.longestIdle();
            longest.ifPresent(places::leave);
        }
        longest.ifPresent(Connections::shut);
    }

    private void reap() {
        List<Place> late = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            synchronized (this) {
                long now = System.nanoTime();
                for (Place place : places.holders()) {
                    if (now - place.due > 0) {
                        late.add(place);
                    }
                }
                late.forEach(places::leave);
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
            places.holders().forEach(all::add);
            all.forEach(places::leave);
        }
        all.forEach(Connections::shut);
        reaper.interrupt();
    }
}
