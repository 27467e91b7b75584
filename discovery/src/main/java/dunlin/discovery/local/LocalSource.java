package dunlin.discovery.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.protocol.InfoHash;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The local network as one share sees it. */
final class LocalSource implements PeerSource {
    private final LocalDiscovery discovery;
    private final InfoHash id;
    private final Subscriber subscriber;

    /** Held while the subscriber is called; no other lock is taken under it. */
    private final ReentrantLock telling = new ReentrantLock();

    @GuardedBy("telling")
    private boolean closed;

    LocalSource(LocalDiscovery discovery, InfoHash id, Subscriber subscriber) {
        this.discovery = discovery;
        this.id = id;
        this.subscriber = subscriber;
    }

    InfoHash id() {
        return id;
    }

    /** A peer may be there. */
    void found(InetSocketAddress peer) {
        telling.lock();
        try {
            if (!closed) {
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
        discovery.hurry(id);
    }

    /** There is no goodbye in the local network. */
    @Override
    public void close() {
        telling.lock();
        try {
            closed = true;
        } finally {
            telling.unlock();
        }
        discovery.remove(this);
    }
}
