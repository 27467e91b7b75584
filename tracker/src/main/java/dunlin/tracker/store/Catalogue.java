package dunlin.tracker.store;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.search.NearName;
import dunlin.protocol.search.Relevance;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.ShareWords;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is shared, and by whom: durable, so that it outlives the index. Who has it just now stands
 * in the {@link SwarmStore}.
 *
 * <p>Names belong to keys: the first key that registers under a name is shown by it; whoever comes
 * under the same name with another key is shown as {@code name~fingerprint}, so that nobody passes
 * for somebody else.
 *
 * <p>Implementations are thread-safe and pass {@code CatalogueContract}, the test of this
 * interface. Every method throws {@link TrackerRejection} with {@link
 * TrackerRejection.Reason#BROKEN} if the storage fails.
 */
public interface Catalogue extends ShareChanges, AutoCloseable {
    /** Longest {@code .torrent} that is taken, in bytes. */
    int MAX_TORRENT = 32 << 20;

    /** Most entries of a page. */
    int MAX_PAGE = 500;

    /** How far into the results of a search its pages go. */
    int MAX_FOUND = 10_000;

    /** How many of the newest that a search finds are ranked, of either kind. */
    int RANKED = 500;

    /** Of how many peers of a swarm it is noted where they were seen. */
    int SEEN_EACH = 20;

    /** Of how many in all, or fewer. */
    int SEEN = 100_000;

    /** How many of the newest shares of a term are compared with a near name. */
    int COMPARED = 200;

    /** The key of zeros, which owns nothing: anybody can sign for it. */
    PeerKey NOBODY = PeerKey.of(new byte[PeerKey.LENGTH]);

    /**
     * Whoever registers.
     *
     * @param name as it calls itself, checked by {@code PeerName}
     */
    record Sharer(PeerKey key, String name) {}

    /**
     * A share as it is kept.
     *
     * @param torrentLength bytes of its {@code .torrent}
     * @param gone since when nobody had it, if that is so for long enough to be said
     */
    record Entry(Listing listing, int torrentLength, Optional<Instant> gone) {
        /** The name of its swarm: the v1 info-hash, or the truncated v2 one. */
        public InfoHash id() {
            return listing.id();
        }

        public String name() {
            return listing.name();
        }

        /**
         * How it is listed while so many have it.
         *
         * @param counts of its swarm
         */
        public LiveListing live(Counts counts) {
            return new LiveListing(
                    listing, counts.complete(), counts.incomplete(), gone.isPresent());
        }
    }

    /**
     * What a registration did.
     *
     * @param entry the share as it stands in the catalogue now
     * @param isNew whether the share is new there
     * @param isNewHolder whether the sharer is; of a share that has 100 holders nobody is
     */
    record Registration(Entry entry, boolean isNew, boolean isNewHolder) {}

    /**
     * One who registered a share.
     *
     * @param name how it is shown
     */
    record Holder(PeerKey key, String name, Instant since) {}

    /**
     * A share of a near name.
     *
     * @param edits how many letters of its name are other ones
     */
    record Near(Entry entry, int edits) {
        /** One whose name is near to that. */
        public static Near of(Entry entry, NearName wanted) {
            return new Near(entry, wanted.edits(entry.name()).orElseThrow());
        }
    }

    /** What a withdrawal did. */
    enum Withdrawal {
        /** The owner withdrew: the share is not listed any more. */
        REMOVED,
        /** A holder withdrew: the share stays, without it. */
        NO_HOLDER_ANY_MORE
    }

    /**
     * A share as the watch over absent ones sees it.
     *
     * @param seq grows with each registration
     * @param swarms its one swarm, or the two of a hybrid share
     * @param silentSince since when nobody had it, as far as was noted
     */
    record Watched(long seq, InfoHash id, List<InfoHash> swarms, Optional<Instant> silentSince) {}

    /** How much there is: shares, bytes of their content, and keys that registered any. */
    record Totals(long shares, long contentBytes, long sharers) {}

    /**
     * The same changes of one whom a signature allows one of them: if that was used before, by
     * whichever tracker on these data and before a restart too, they are refused (FORBIDDEN).
     *
     * @param now uses that end before are forgotten
     */
    ShareChanges once(Use use, Instant now);

    /**
     * A page of all shares, the newest first.
     *
     * @param limit at most {@link #MAX_PAGE}
     */
    List<Entry> list(int offset, int limit) throws TrackerRejection;

    /**
     * A page of the shares that a search finds; by which words they are found, {@link ShareWords}
     * says. First come the newest {@link #RANKED} with all words in name and tags, then the newest
     * {@link #RANKED} others, either ordered by {@link Relevance}; then the rest, the newest first.
     * So a word that half of all shares have is found as fast as another. Without words all are
     * ordered by age. Words stand for their inflections, and where little is found the last one for
     * all that begin so ({@link Forgiving}).
     *
     * @param offset at most {@link #MAX_FOUND}
     * @param limit at most {@link #MAX_PAGE}
     */
    List<Entry> search(SearchQuery query, int offset, int limit) throws TrackerRejection;

    /**
     * The shares that a person means: those with exactly this name, and those whose id (either
     * info-hash) begins with it, if it is 6 or more hexadecimal digits.
     */
    List<Entry> lookUp(String nameOrId, int limit) throws TrackerRejection;

    /**
     * Shares whose name somebody may have meant who typed another one, as {@link NearName} says:
     * the nearest first, of these the newest. Few are compared, so of thousands of names that are
     * alike only the newest are found.
     */
    List<Near> near(NearName name, int limit) throws TrackerRejection;

    /**
     * The share whose swarm this is. A hybrid share has two: that of its v1 info-hash, which is its
     * id, and that of its truncated v2 one.
     */
    Optional<Entry> find(InfoHash swarm) throws TrackerRejection;

    /** The {@code .torrent} as it was registered. */
    Optional<byte[]> torrent(InfoHash id) throws TrackerRejection;

    /** What is shown of a share's inside; empty if an earlier version registered it. */
    Optional<Contents> contents(InfoHash id) throws TrackerRejection;

    /** Notes what is shown of a share that an earlier version registered, unless it is noted. */
    void noteContents(InfoHash id, Contents contents) throws TrackerRejection;

    /** Who registered a share, in the order in which they did; at most 100. */
    List<Holder> holders(InfoHash id) throws TrackerRejection;

    /** Whom a shown name belongs to, its letters in any case. */
    Optional<PeerKey> keyOf(String shownName) throws TrackerRejection;

    /** How a key that registered something is shown. */
    Optional<String> nameOf(PeerKey key) throws TrackerRejection;

    /**
     * Makes sure that something could be registered just now, by a write of a few bytes.
     *
     * @throws TrackerRejection BROKEN if not; it says why, for whoever runs the index
     */
    void probe() throws TrackerRejection;

    Totals totals() throws TrackerRejection;

    /** A page of all shares in the order of registration, from behind {@code afterSeq}. */
    List<Watched> watch(long afterSeq, int limit) throws TrackerRejection;

    /** Notes that nobody has these any more since then, or, without a time, that somebody has. */
    void noteSilent(Collection<InfoHash> ids, Optional<Instant> since) throws TrackerRejection;

    /**
     * From now on shares that nobody has had since before {@code silentBefore} are shown as gone.
     */
    void showGone(Instant silentBefore) throws TrackerRejection;

    /**
     * Drops the shares that nobody has had since before {@code silentBefore}, at most {@code
     * limit}; and the names of as many that hold no share and registered last before then.
     *
     * @return what was dropped
     */
    List<Entry> forget(Instant silentBefore, int limit) throws TrackerRejection;

    /**
     * Notes where peers of listed shares are, and where none is any more. Of swarms that are not
     * listed nothing is noted, of others at most {@link #SEEN_EACH} peers; of all together the last
     * {@link #SEEN}.
     *
     * @param came replaces what is noted of the same places
     */
    void noteSeen(Collection<Sighting> came, Collection<Sighting.Place> left)
            throws TrackerRejection;

    /** What is noted so, the last first. */
    List<Sighting> lastSeen(int limit) throws TrackerRejection;

    @Override
    void close();
}
