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

    /** What it lacks, if that is reason to give up; empty to go on. */
    Optional<Lack> exhausted(SwarmStatus status, long nanoTime) {
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
        if (nanoTime - Math.max(peerAt, progressAt) >= timeout) {
            return Optional.of(
                    status.known() == 0
                            ? new Lack.NobodyKnown()
                            : new Lack.NobodyAnswers(status.known()));
        }
        if (nanoTime - progressAt >= WITH_PEERS * timeout) {
            Duration silence = Duration.ofNanos(nanoTime - progressAt);
            return Optional.of(new Lack.NothingSent(status.peers().size(), silence));
        }
        return Optional.empty();
    }
}
