package dunlin.tracker.store;

import dunlin.protocol.InfoHash;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.SearchQuery;
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
public interface Catalogue extends AutoCloseable {
    /** Longest {@code .torrent} that is taken, in bytes. */
    int MAX_TORRENT = 32 << 20;

    /**
     * Whoever registers.
     *
     * @param name as it calls itself, checked by {@code PeerName}
     */
    record Sharer(PeerKey key, String name) {}

    /**
     * What its owner says about a share beyond its content.
     *
     * @param description plain text, at most 2,000 characters; may be empty
     * @param tags at most 16, each 1 to 32 characters, lower case
     */
    record Note(String description, List<String> tags) {
        public static final Note NONE = new Note("", List.of());
        public static final int MAX_DESCRIPTION = 2_000;
        public static final int MAX_TAGS = 16;
        public static final int MAX_TAG = 32;

        public Note {
            tags = List.copyOf(tags);
            if (description.length() > MAX_DESCRIPTION
                    || tags.size() > MAX_TAGS
                    || tags.stream().anyMatch(tag -> tag.isEmpty() || tag.length() > MAX_TAG)) {
                throw new IllegalArgumentException("a description or tags beyond their limits");
            }
        }
    }

    /**
     * A share.
     *
     * @param id the name of its swarm: the v1 info-hash, or the truncated v2 one
     * @param size bytes of content
     * @param files number of files, padding not counted
     * @param torrentLength bytes of its {@code .torrent}
     * @param magnet its magnet link; empty for a private share, which must not spread by one
     * @param owner the key that registered it first, and alone may change or remove it
     * @param sharedBy how the owner is shown
     * @param gone since when nobody had it, if that is so for long enough to be said
     */
    record Entry(
            InfoHash id,
            String name,
            long size,
            int files,
            int torrentLength,
            Optional<String> magnet,
            PeerKey owner,
            String sharedBy,
            Instant sharedAt,
            Note note,
            Optional<Instant> gone) {}

    /** The share as it stands in the catalogue now, and whether it is new there. */
    record Registration(Entry entry, boolean isNew) {}

    /**
     * One who registered a share.
     *
     * @param name how it is shown
     */
    record Holder(PeerKey key, String name, Instant since) {}

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
     * @param silentSince since when nobody had it, as far as was noted
     */
    record Watched(long seq, InfoHash id, Optional<Instant> silentSince) {}

    /** How much there is: shares, bytes of their content, and keys that registered any. */
    record Totals(long shares, long contentBytes, long sharers) {}

    /**
     * Registers a share. One that is there already gains a holder and otherwise stays as it is, but
     * that its owner may change its note. Another share of the same name is another share.
     *
     * @param torrent the file as it came, no longer than {@link #MAX_TORRENT}
     * @param metainfo what was read from it
     * @param note of the share; {@link Note#NONE} leaves an earlier one as it is
     * @throws TrackerRejection also if the catalogue is full
     */
    Registration register(byte[] torrent, Metainfo metainfo, Note note, Sharer by, Instant now)
            throws TrackerRejection;

    /**
     * Changes what is said of a share.
     *
     * @throws TrackerRejection UNKNOWN without such a share, FORBIDDEN for another than its owner
     */
    Entry annotate(InfoHash id, Note note, PeerKey by) throws TrackerRejection;

    /**
     * Takes a share out of the catalogue, if its owner asks; otherwise one of its holders.
     *
     * @throws TrackerRejection UNKNOWN without such a share, FORBIDDEN for one that holds it not
     */
    Withdrawal withdraw(InfoHash id, PeerKey by) throws TrackerRejection;

    /** A page of all shares, the newest first. */
    List<Entry> list(int offset, int limit) throws TrackerRejection;

    /** A page of the shares that a search finds, the best first; without words, the newest. */
    List<Entry> search(SearchQuery query, int offset, int limit) throws TrackerRejection;

    /**
     * The shares that a person means: those with exactly this name, and those whose id (either
     * info-hash) begins with it, if it is 6 or more hexadecimal digits.
     */
    List<Entry> lookUp(String nameOrId, int limit) throws TrackerRejection;

    Optional<Entry> find(InfoHash id) throws TrackerRejection;

    /** The {@code .torrent} as it was registered. */
    Optional<byte[]> torrent(InfoHash id) throws TrackerRejection;

    /** Who registered a share, in the order in which they did; at most 100. */
    List<Holder> holders(InfoHash id) throws TrackerRejection;

    /** Whom a shown name belongs to. */
    Optional<PeerKey> keyOf(String shownName) throws TrackerRejection;

    /** How a key that registered something is shown. */
    Optional<String> nameOf(PeerKey key) throws TrackerRejection;

    Totals totals() throws TrackerRejection;

    /** A page of all shares in the order of registration, from behind {@code afterSeq}. */
    List<Watched> watch(long afterSeq, int limit) throws TrackerRejection;

    /** Notes that nobody has these any more since then, or, without a time, that somebody has. */
    void noteSilent(Collection<InfoHash> ids, Optional<Instant> since) throws TrackerRejection;

    /**
     * Drops the shares that nobody has had since before {@code silentBefore}, at most {@code
     * limit}.
     *
     * @return what was dropped
     */
    List<Entry> forget(Instant silentBefore, int limit) throws TrackerRejection;

    @Override
    void close();
}
