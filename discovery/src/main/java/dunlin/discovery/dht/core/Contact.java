package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.NodeInfo;
import java.time.Duration;

/** A node of the table: it has answered at least once. */
final class Contact {
    /** Of a node, while nobody measured it. */
    static final long UNKNOWN = 0;

    private static final long ASKED_AGAIN = Duration.ofSeconds(10).toNanos();

    private final NodeInfo node;
    private final boolean fitting;
    private final long since;
    private long heard;
    private long roundTrip;
    private long lastAsked;
    private int failures;

    Contact(NodeInfo node, long roundTrip, long now) {
        this.node = node;
        this.fitting = Hosts.isFitting(node);
        this.since = now;
        this.heard = now;
        this.lastAsked = now;
        this.roundTrip = roundTrip;
    }

    NodeInfo node() {
        return node;
    }

    /** Whether its id follows from its address (BEP 42). */
    boolean isFitting() {
        return fitting;
    }

    /** Since when it is known. */
    long since() {
        return since;
    }

    /** When it was heard last. */
    long heard() {
        return heard;
    }

    /** How long its answers take, in nanoseconds. */
    long roundTrip() {
        return roundTrip;
    }

    /** How many questions in a row it did not answer. */
    int failures() {
        return failures;
    }

    void answered(long nanos, long now) {
        heard = now;
        failures = 0;
        roundTrip = roundTrip == UNKNOWN ? nanos : (3 * roundTrip + nanos) / 4;
    }

    /** It asked us something, so it is there (BEP 5). */
    void asked(long now) {
        if (failures == 0) {
            heard = now;
        }
    }

    /** A question is under way, to see whether it is there still. */
    void isBeingAsked(long now) {
        lastAsked = now;
    }

    /** When it is time to see whether it is there still, as it was not heard of for so long. */
    long staleAt(long silence) {
        long due = failures > 0 ? heard : heard + silence;
        return lastAsked - heard > 0 ? Math.max(due, lastAsked + ASKED_AGAIN) : due;
    }

    void failed() {
        failures++;
    }
}
