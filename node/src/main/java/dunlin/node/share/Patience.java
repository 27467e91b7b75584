package dunlin.node.share;

import dunlin.node.api.NodeRefusal.Lack;
import dunlin.swarm.SwarmStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides when a fetch that gets nothing is given up: soon while no peer is connected, later while
 * some are, since they may be busy with others. Pure; not thread-safe.
 */
final class Patience {
    /**
     * Peers that were there and are not any more.
     *
     * @param shutOut those that sent false data
     * @param left all
     */
    record Lost(int shutOut, int left) {}

    static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** How long somebody may still come of whom nobody knew. */
    static final long HOPE_NANOS = Duration.ofSeconds(20).toNanos();

    /** How much longer is waited while somebody is there. */
    private static final int WITH_PEERS = 5;

    private final long timeout;
    private long progressAt;
    private long peerAt;
    private long received;

    /**
     * @param timeout how long nobody may be there; zero waits for ever
     * @param nanoTime now
     */
    Patience(Duration timeout, long nanoTime) {
        this.timeout = timeout.toNanos();
        this.progressAt = nanoTime;
        this.peerAt = nanoTime;
    }

    /**
     * What it lacks, if that is reason to give up; empty to go on.
     *
     * @param lost who was there since it began
     * @param isHopeless whether all that could name a peer has been asked, and named none
     */
    Optional<Lack> exhausted(SwarmStatus status, Lost lost, boolean isHopeless, long nanoTime) {
        long now = status.downloaded() + status.done();
        if (now != received) {
            received = now;
            progressAt = nanoTime;
        }
        if (!status.peers().isEmpty()) {
            peerAt = nanoTime;
        }
        if (timeout == 0) {
            return Optional.empty();
        }
        long alone = nanoTime - Math.max(peerAt, progressAt);
        if (alone >= timeout || isHopeless && alone >= HOPE_NANOS) {
            return Optional.of(whoIsMissing(status, lost));
        }
        if (nanoTime - progressAt >= WITH_PEERS * timeout) {
            Duration silence = Duration.ofNanos(nanoTime - progressAt);
            long complete =
                    status.peers().stream()
                            .filter(peer -> peer.pieces() == status.pieces())
                            .count();
            return Optional.of(
                    new Lack.NothingSent(status.peers().size(), (int) complete, silence));
        }
        return Optional.empty();
    }

    private static Lack whoIsMissing(SwarmStatus status, Lost lost) {
        if (lost.shutOut() > 0) {
            return new Lack.FalseData(lost.shutOut());
        }
        if (lost.left() > 0) {
            return new Lack.PeersLeft();
        }
        return status.known() == 0
                ? new Lack.NobodyKnown()
                : new Lack.NobodyAnswers(status.known());
    }
}
