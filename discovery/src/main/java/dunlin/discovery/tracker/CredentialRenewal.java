package dunlin.discovery.tracker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.PeerKeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Signs what shows a peer's name to be its own, anew once a day: one for all its announces, so that
 * an index verifies it once a day. Thread-safe.
 */
public final class CredentialRenewal {
    /** Shorter than is allowed by enough for clocks that differ. */
    private static final long LASTS = Duration.ofHours(36).toSeconds();

    private static final long RENEWED_BEFORE_END = Duration.ofHours(12).toSeconds();

    private final PeerKeyPair keys;
    private final String name;
    private final int port;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private AnnounceCredential current;

    /**
     * Signs the first one at once, so that no announce has to wait for it.
     *
     * @param name in one line
     * @param port where the peer listens
     */
    public CredentialRenewal(PeerKeyPair keys, String name, int port, InstantSource time) {
        this.keys = keys;
        this.name = name;
        this.port = port;
        this.time = time;
        this.current = signed(time.instant().getEpochSecond());
    }

    /** One that is valid now, and for half a day at least. */
    AnnounceCredential current() {
        long now = time.instant().getEpochSecond();
        lock.lock();
        try {
            // Too long too: the clock was set back.
            long left = current.until() - now;
            if (left < RENEWED_BEFORE_END || left > LASTS) {
                current = signed(now);
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private AnnounceCredential signed(long now) {
        return AnnounceCredential.sign(keys, name, port, now + LASTS);
    }
}
