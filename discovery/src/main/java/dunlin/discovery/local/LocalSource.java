package dunlin.discovery.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.protocol.InfoHash;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The local network as one share sees it. */
final class LocalSource implements PeerSource {
    /** By then whoever is near has heard of us and, most likely, spoken or dialled. */
    private static final long FIRST_ROUND = 5_000_000_000L;

    private final LocalDiscovery local;
    private final InfoHash share;
    private final Subscriber subscriber;
    private final long until;

    /** Held while the subscriber is called; no other lock is taken under it. */
    private final ReentrantLock telling = new ReentrantLock();

    @GuardedBy("telling")
    private boolean closed;

    LocalSource(LocalDiscovery local, InfoHash share, Subscriber subscriber, long now) {
        this.local = local;
        this.share = share;
        this.subscriber = subscriber;
        this.until = now + FIRST_ROUND;
    }

    boolean mayBeAnnounced() {
        telling.lock();
        try {
            return !closed && subscriber.isDescribed();
        } finally {
            telling.unlock();
        }
    }

    void found(InetSocketAddress peer) {
        telling.lock();
        try {
            if (!closed && subscriber.wantsPeers()) {
                subscriber.found(List.of(peer));
            }
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void completed() {}

    @Override
    public void incomplete() {}

    @Override
    public void hurry() {
        local.hurry(share);
    }

    @Override
    public boolean isLooking() {
        return local.isBefore(until);
    }

    /** There is no goodbye: others forget who does not answer. */
    @Override
    public void close() {
        telling.lock();
        try {
            closed = true;
        } finally {
            telling.unlock();
        }
        local.end(share, this);
    }
}
