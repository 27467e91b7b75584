package dunlin.discovery.tracker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows a peer's name, and that it is its own, to the trackers that a person named: to each what is
 * signed for it alone, anew once a day, so that an index verifies it once a day. Thread-safe.
 *
 * <p>The threat of a tracker that a stranger put into a link or torrent: it would learn who is
 * there, and could show at an index for members what it was shown. So it is told nothing.
 */
public final class CredentialRenewal {
    /** Shorter than is allowed by enough for clocks that differ. */
    private static final long LASTS = Duration.ofHours(36).toSeconds();

    private static final long RENEWED_BEFORE_END = Duration.ofHours(12).toSeconds();

    private final PeerKeyPair keys;
    private final String name;
    private final int port;
    private final List<URI> named;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();

    /** By the index they are for; no more than were named. */
    @GuardedBy("lock")
    private final Map<IndexName, AnnounceCredential> current = new HashMap<>();

    /**
     * @param name in one line
     * @param port where the peer listens
     * @param named the trackers that a person named
     */
    public CredentialRenewal(
            PeerKeyPair keys, String name, int port, Collection<URI> named, InstantSource time) {
        this.keys = keys;
        this.name = name;
        this.port = port;
        this.named = List.copyOf(named);
        this.time = time;
    }

    /**
     * What this tracker is shown, valid now and for half a day at least; nothing if nobody named
     * it. It may be announced to over HTTP or UDP however it was named; but what was named with
     * https is shown nothing in the clear.
     */
    Optional<AnnounceCredential> shownTo(URI tracker) {
        Optional<IndexName> index = IndexName.of(tracker);
        return index.isPresent() && named.stream().anyMatch(it -> covers(it, index.get(), tracker))
                ? Optional.of(current(index.get()))
                : Optional.empty();
    }

    private static boolean covers(URI named, IndexName index, URI tracker) {
        return IndexName.of(named).filter(index::equals).isPresent()
                && (isHttps(tracker) || !isHttps(named));
    }

    private static boolean isHttps(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private AnnounceCredential current(IndexName index) {
        long now = time.instant().getEpochSecond();
        lock.lock();
        try {
            AnnounceCredential last = current.get(index);
            // Too long too: the clock was set back.
            if (last == null
                    || last.until() - now < RENEWED_BEFORE_END
                    || last.until() - now > LASTS) {
                last = AnnounceCredential.sign(keys, index, name, port, now + LASTS);
                current.put(index, last);
            }
            return last;
        } finally {
            lock.unlock();
        }
    }
}
