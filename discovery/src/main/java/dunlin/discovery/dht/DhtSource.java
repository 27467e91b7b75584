package dunlin.discovery.dht;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The DHT as one share sees it. */
final class DhtSource implements PeerSource, Sought {
    private final Dht dht;
    private final Subscriber subscriber;
    private volatile boolean hasLooked;

    /** Held while the subscriber is called; no other lock is taken under it. */
    private final ReentrantLock telling = new ReentrantLock();

    @GuardedBy("telling")
    private boolean closed;

    DhtSource(Dht dht, Subscriber subscriber) {
        this.dht = dht;
        this.subscriber = subscriber;
    }

    void start(InfoHash id) {
        dht.soon(now -> dht.sweep().add(id, this, now));
    }

    /** A seed is announced as one the next time: for whoever counts them. */
    @Override
    public void completed() {}

    @Override
    public void incomplete() {}

    @Override
    public void hurry() {
        dht.soon(now -> dht.sweep().hurry(this, now));
    }

    @Override
    public boolean isLooking() {
        return !hasLooked && !dht.isSilent();
    }

    /** Nobody can be told that we are gone: it is forgotten within half an hour. */
    @Override
    public void close() {
        telling.lock();
        try {
            closed = true;
        } finally {
            telling.unlock();
        }
        dht.soon(now -> dht.sweep().remove(this));
    }

    @Override
    public boolean mayBeAnnounced() {
        telling.lock();
        try {
            return !closed && subscriber.isDescribed();
        } finally {
            telling.unlock();
        }
    }

    @Override
    public boolean isSeed() {
        telling.lock();
        try {
            return !closed && subscriber.progress().left() == 0;
        } finally {
            telling.unlock();
        }
    }

    @Override
    public boolean isHungry() {
        telling.lock();
        try {
            return !closed
                    && subscriber.progress().left() > 0
                    && subscriber.wantsPeers()
                    && subscriber.isAlone();
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void found(List<PeerAddress> peers) {
        telling.lock();
        try {
            if (!closed && subscriber.wantsPeers()) {
                subscriber.found(peers.stream().map(PeerAddress::socketAddress).toList());
            }
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void looked() {
        hasLooked = true;
    }
}
