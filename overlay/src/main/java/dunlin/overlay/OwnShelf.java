package dunlin.overlay;

import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.SharedEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What this member shows, at one moment, page by page; and what has changed since an earlier one.
 * Immutable.
 */
final class OwnShelf {
    private record Placed(ShownShare share, long version) {}

    private final long version;

    /** Changes before it are not known any more. */
    private final long oldest;

    private final NavigableMap<Integer, Placed> shares;

    /** Numbers of shares that are no more, with the version at which they went. */
    private final Map<Integer, Long> removed;

    private final ShelfWords words;

    private OwnShelf(
            long version,
            long oldest,
            NavigableMap<Integer, Placed> shares,
            Map<Integer, Long> removed) {
        this.version = version;
        this.oldest = oldest;
        this.shares = shares;
        this.removed = removed;
        this.words = new ShelfWords(shares.values().stream().map(Placed::share).toList());
    }

    /** Nothing is shown yet. @param version any that is greater than all of earlier runs */
    static OwnShelf empty(long version) {
        return new OwnShelf(version, version, new TreeMap<>(), Map.of());
    }

    /**
     * What is shown from now on.
     *
     * @param at the version that it has, if it is greater than that of what was shown before
     */
    OwnShelf with(Collection<ShownShare> all, long at) {
        long next = Math.max(at, version + 1);
        NavigableMap<Integer, Placed> now = new TreeMap<>();
        for (ShownShare share : all) {
            Placed before = shares.get(share.number());
            boolean isSame = before != null && before.share().equals(share);
            now.put(share.number(), isSame ? before : new Placed(share, next));
        }
        Map<Integer, Long> gone = new TreeMap<>(removed);
        shares.keySet().forEach(number -> gone.put(number, next));
        gone.keySet().removeAll(now.keySet());
        return gone.size() > OverlayMessage.MAX_REMOVED
                ? new OwnShelf(next, next, now, Map.of())
                : new OwnShelf(next, oldest, now, gone);
    }

    ShelfWords words() {
        return words;
    }

    /** All that is shown, by number. */
    List<ShownShare> shares() {
        return shares.values().stream().map(Placed::share).toList();
    }

    /** The page that is asked for. @param forMember whether it sees what is for members only */
    BrowseGiven page(BrowseAsked asked, boolean forMember) {
        boolean isKnown = asked.since() >= oldest && asked.since() <= version;
        long since = isKnown ? asked.since() : 0;
        List<SharedEntry> matching = new ArrayList<>();
        for (Placed placed : shares.values()) {
            boolean isVisible = forMember || !placed.share().membersOnly();
            if (isVisible && (!isKnown || placed.version() > since)) {
                matching.add(placed.share().entry());
            }
        }
        List<Integer> gone = new ArrayList<>();
        if (isKnown && asked.offset() == 0) {
            removed.forEach((number, at) -> {
                if (at > since) {
                    gone.add(number);
                }
            });
        }
        int from = Math.min(asked.offset(), matching.size());
        int to = Math.min(from + asked.limit(), matching.size());
        return new BrowseGiven(
                version, since, matching.size(), asked.offset(), matching.subList(from, to), gone);
    }
}
