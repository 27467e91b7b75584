package dunlin.tracker.store;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Withdrawal;
import java.time.Instant;

/**
 * What sharers change in a {@link Catalogue}; what is changed is durable when a call returns.
 * Thread-safe.
 */
public interface ShareChanges {
    /**
     * The one use of a signature, which is used up together with what it does: both are durable, or
     * neither is.
     *
     * @param signature what tells it from all others, 16 bytes; not copied
     * @param until how long it has to be remembered
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Use(byte[] signature, Instant until) {}

    /**
     * Registers a share. One that is there already gains a holder and otherwise stays as it is, but
     * that its owner may change its note. Another share of the same name is another share.
     *
     * @param torrent the file as it came, no longer than {@link Catalogue#MAX_TORRENT}
     * @param metainfo what was read from it
     * @param note of the share; {@link Note#NONE} leaves an earlier one as it is
     * @throws TrackerRejection FULL if there is no place for more, INVALID for the key of {@link
     *     Catalogue#NOBODY}
     */
    Registration register(byte[] torrent, Metainfo metainfo, Note note, Sharer by, Instant now)
            throws TrackerRejection;

    /**
     * Changes what is said of a share.
     *
     * @param share as its torrent says, by whose words it is found
     * @throws TrackerRejection UNKNOWN without such a share, FORBIDDEN for another than its owner
     */
    Entry annotate(Info share, Note note, PeerKey by) throws TrackerRejection;

    /**
     * Takes a share out of the catalogue, if its owner asks; otherwise one of its holders.
     *
     * @throws TrackerRejection UNKNOWN without such a share, FORBIDDEN for one that holds it not
     */
    Withdrawal withdraw(InfoHash id, PeerKey by) throws TrackerRejection;

    /** What refuses a signature that was used. */
    static TrackerRejection used() {
        return new TrackerRejection(
                TrackerRejection.Reason.FORBIDDEN,
                "this signed request was used already: sign it anew");
    }
}
