package dunlin.tracker.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Which pieces the peers of a share have, asked of the peers at most every half minute, and for a
 * few shares at a time: whoever looks at pages cannot make the index knock at doors all day.
 * Thread-safe.
 */
final class SurveyCache {
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final int KEPT = 1_000;
    private static final int AT_ONCE = 4;
    private static final int ASKED = 20;

    private final PieceSurvey survey;
    private final SwarmStore swarms;
    private final Cache<InfoHash, int[]> known;
    private final Semaphore places = new Semaphore(AT_ONCE);

    SurveyCache(PieceSurvey survey, SwarmStore swarms, InstantSource time) {
        this.survey = survey;
        this.swarms = swarms;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(KEPT)
                        .expireAfterWrite(FRESH)
                        .ticker(() -> time.millis() * 1_000_000)
                        .build();
    }

    /** How many of the asked peers have each piece. */
    int[] of(Entry entry, Optional<Metainfo> metainfo) throws HttpRefusal, TrackerRejection {
        int[] cached = known.getIfPresent(entry.id());
        if (cached != null) {
            return cached;
        }
        if (metainfo.isEmpty()) {
            throw new HttpRefusal(404, "this share is too large to be drawn");
        }
        List<PeerAddress> peers =
                swarms.peers(entry.id(), ASKED).stream().map(AnnouncedPeer::address).toList();
        if (!places.tryAcquire()) {
            throw new HttpRefusal(503, "the index asks other peers just now: try again");
        }
        try {
            int[] counts = survey.count(metainfo.get(), peers);
            known.put(entry.id(), counts);
            return counts;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpRefusal(503, "the index closes");
        } finally {
            places.release();
        }
    }
}
