package dunlin.tracker.memory;

import java.time.Duration;

/**
 * The unit in which the times of announces are compared.
 *
 * @param seconds of one tick, at least 1
 */
record Ticks(long seconds) {
    /**
     * Ticks just long enough that {@link PeerState#heard} tells a peer that fell silent for as long
     * as is tolerated, and half as long again until expiry comes by, from one that just came.
     */
    static Ticks forSilenceOf(Duration longest) {
        long horizon = longest.toSeconds() + longest.toSeconds() / 2;
        return new Ticks(Math.max(1, Math.ceilDiv(horizon, PeerState.TICKS)));
    }

    /** The tick that a second since 1970 lies in. */
    long at(long epochSecond) {
        return Math.floorDiv(epochSecond, seconds);
    }
}
