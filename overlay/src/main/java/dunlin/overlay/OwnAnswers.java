package dunlin.overlay;

import dunlin.overlay.core.OwnShares;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.GolombDigest;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import dunlin.protocol.overlay.WordHashes;
import dunlin.protocol.search.QueryParser;
import dunlin.protocol.search.SearchQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What this member answers of itself to who asks. Thread-safe. */
final class OwnAnswers implements OwnShares {
    /** What a card says of it. */
    record Shown(List<Digest> digests, int count) {}

    private final OverlayConfig config;
    private final WordHashes hashes;
    private volatile OwnShelf shelf;

    OwnAnswers(OverlayConfig config, long now) {
        this.config = config;
        this.hashes = new WordHashes(config.network());
        this.shelf = OwnShelf.empty(now);
    }

    /** Shows these from now on. */
    synchronized Shown show(Collection<ShownShare> shares, long now) {
        shelf = shelf.with(shares, now);
        List<Digest> digests = new ArrayList<>();
        Set<Long> words = new HashSet<>();
        for (ShownShare share : shares) {
            // The words of a share stand in one digest: a question asks for all of them at once.
            Set<Long> own = hashes.of(share.words());
            if (words.size() + own.size() > GolombDigest.MAX_WORDS
                    && digests.size() < CardHead.MAX_PARTS - 1) {
                digests.add(GolombDigest.of(words));
                words.clear();
            }
            own.stream().limit(GolombDigest.MAX_WORDS - words.size()).forEach(words::add);
        }
        digests.add(GolombDigest.of(words));
        return new Shown(digests, shares.size());
    }

    ShelfWords words() {
        return shelf.words();
    }

    @Override
    public List<SharedEntry> matching(QueryWords words, Asker asker) {
        try {
            return matching(QueryParser.parse(words.text()), asker);
        } catch (ProtocolException _) {
            return List.of(); // of a later version, or nonsense
        }
    }

    List<SharedEntry> matching(SearchQuery query, Asker asker) {
        if (!isOwn(query)) {
            return List.of();
        }
        return shelf.words().matching(query, asker == Asker.MEMBER, SignedHits.MAX_ENTRIES).stream()
                .map(ShownShare::entry)
                .toList();
    }

    /** Whether this member is one whose shares are asked for. */
    private boolean isOwn(SearchQuery query) {
        return query.owner()
                .map(owner ->
                        SearchQuery.isFingerprint(owner)
                                ? config.keys()
                                        .publicKey()
                                        .toString()
                                        .startsWith(owner.substring(1))
                                : config.name().toLowerCase(Locale.ROOT).equals(owner))
                .orElse(true);
    }

    @Override
    public BrowseGiven page(BrowseAsked asked, Asker asker) {
        return shelf.page(asked, asker == Asker.MEMBER);
    }
}
