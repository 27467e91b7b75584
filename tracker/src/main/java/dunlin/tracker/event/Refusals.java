package dunlin.tracker.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.PeerAddress;
import dunlin.tracker.event.IndexEvent.Refused;
import dunlin.tracker.store.TrackerRejection;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells of refusals, but so that a flood of them floods neither log nor memory: each address and
 * reason once a minute, and of no more than {@value #MOST} a minute in all. Thread-safe.
 */
public final class Refusals {
    /** Most refusals that are told in one minute. */
    public static final int MOST = 1_000;

    /** Whoever has an IPv6 address has all of its /64, so that only this half tells one apart. */
    private record Told(long network, String what, String reason) {}

    private final InstantSource time;
    private final IndexEvents events;

    /** What was told in this minute. */
    @GuardedBy("this")
    private final Set<Told> told = new HashSet<>();

    @GuardedBy("this")
    private long minute = Long.MIN_VALUE;

    public Refusals(InstantSource time, IndexEvents events) {
        this.time = time;
        this.events = events;
    }

    /**
     * A request was refused.
     *
     * @param what for instance {@code announce} or {@code register}
     */
    public void tell(String what, PeerAddress from, TrackerRejection refusal) {
        String reason = String.valueOf(refusal.getMessage());
        long network = from.isIpv4() ? from.low() : from.high();
        if (isNew(new Told(network, what, reason))) {
            events.happened(new Refused(what, from, reason));
        }
    }

    private synchronized boolean isNew(Told refusal) {
        long now = Math.floorDiv(time.millis(), 60_000);
        if (now != minute) {
            minute = now;
            told.clear();
        }
        return told.size() < MOST && told.add(refusal);
    }
}
