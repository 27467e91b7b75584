package dunlin.tracker.announce;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dunlin.protocol.InfoHash;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.util.Optional;

/**
 * What the catalogue says of the shares that are announced, remembered for a while and in bounded
 * memory, so that an announce need not wait for it. Thread-safe.
 */
public final class KnownShares {
    private static final int MOST = 100_000;
    private static final Duration LISTED_FOR = Duration.ofMinutes(1);

    /** Short: another tracker on the same catalogue may register it at any moment. */
    private static final Duration ABSENT_FOR = Duration.ofSeconds(2);

    private final Catalogue catalogue;
    private final Cache<InfoHash, Optional<String>> names;

    public KnownShares(Catalogue catalogue) {
        this(catalogue, Ticker.systemTicker());
    }

    KnownShares(Catalogue catalogue, Ticker ticker) {
        this.catalogue = catalogue;
        this.names =
                Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .expireAfter(
                                Expiry.creating((InfoHash id, Optional<String> name) ->
                                        name.isPresent() ? LISTED_FOR : ABSENT_FOR))
                        .ticker(ticker)
                        .build();
    }

    /** The share's name, if it is in the catalogue. */
    public Optional<String> name(InfoHash id) throws TrackerRejection {
        Optional<String> known = names.getIfPresent(id);
        if (known == null) {
            known = catalogue.find(id).map(Catalogue.Entry::name);
            names.put(id, known);
        }
        return known;
    }

    /** What people call a share: its name, or its id if the catalogue does not have it. */
    public String shown(InfoHash id) {
        try {
            return name(id).orElseGet(id::toString);
        } catch (TrackerRejection e) {
            return id.toString();
        }
    }

    /** The share was registered, changed or removed: what is remembered of it counts no more. */
    public void changed(InfoHash id) {
        names.invalidate(id);
    }
}
