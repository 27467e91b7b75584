package dunlin.tracker.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * Which pieces the peers of a share have, drawn, asked of the peers at most every half minute, and
 * for a few shares at a time: whoever looks at pages cannot make the index knock at doors all day.
 * Who looks at a share of which the peers are being asked waits for that answer. What is kept are
 * the drawings, which are of bounded size, not a number for each of two million pieces.
 * Thread-safe.
 */
final class SurveyCache {
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration RETRY_IN = Duration.ofSeconds(5);
    private static final int KEPT = 1_000;
    private static final int AT_ONCE = 4;
    private static final int ASKED = 20;

    private final PieceSurvey survey;
    private final ShareContents contents;
    private final SwarmStore swarms;
    private final Cache<InfoHash, byte[]> known;

    /** At most {@link #AT_ONCE}. */
    private final ConcurrentMap<InfoHash, FutureTask<byte[]>> asking = new ConcurrentHashMap<>();

    private final Semaphore places = new Semaphore(AT_ONCE);

    SurveyCache(PieceSurvey survey, ShareContents contents, SwarmStore swarms, InstantSource time) {
        this.survey = survey;
        this.contents = contents;
        this.swarms = swarms;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(KEPT)
                        .expireAfterWrite(FRESH)
                        .ticker(() -> time.millis() * 1_000_000)
                        .build();
    }

    /** How many of the asked peers have each piece, as an image in SVG. */
    byte[] of(Entry entry) throws HttpRefusal, TrackerRejection {
        byte[] cached = known.getIfPresent(entry.id());
        if (cached != null) {
            return cached;
        }
        FutureTask<byte[]> asked = asking.get(entry.id());
        return await(asked == null ? ask(entry) : asked);
    }

    /** Asks on this thread, unless another one has begun to meanwhile. */
    private FutureTask<byte[]> ask(Entry entry) throws HttpRefusal, TrackerRejection {
        Geometry pieces =
                contents.of(entry)
                        .geometry()
                        .orElseThrow(() -> new HttpRefusal(404, "nothing is known of its pieces"));
        List<PeerAddress> peers =
                swarms.peers(entry.id(), ASKED).stream().map(AnnouncedPeer::address).toList();
        if (!places.tryAcquire()) {
            throw new HttpRefusal(
                    503, "the index asks other peers just now: try again", Optional.of(RETRY_IN));
        }
        try {
            FutureTask<byte[]> mine = new FutureTask<>(() -> draw(entry.id(), pieces, peers));
            FutureTask<byte[]> other = asking.putIfAbsent(entry.id(), mine);
            if (other != null) {
                return other;
            }
            mine.run();
            asking.remove(entry.id());
            return mine;
        } finally {
            places.release();
        }
    }

    private byte[] draw(InfoHash id, Geometry pieces, List<PeerAddress> peers)
            throws InterruptedException {
        byte[] meanwhile = known.getIfPresent(id);
        if (meanwhile != null) {
            return meanwhile;
        }
        byte[] drawn = PieceBar.svg(survey.count(id, pieces, peers));
        known.put(id, drawn);
        return drawn;
    }

    private static byte[] await(FutureTask<byte[]> asked) throws HttpRefusal {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpRefusal(503, "the index closes");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw new HttpRefusal(503, "the index closes");
            }
            throw new IllegalStateException("a survey failed", e);
        }
    }
}
