package dunlin.tracker.sqlite;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Withdrawal;
import dunlin.tracker.store.ShareChanges;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Changes of shares, each in one transaction with the use of the signature that allows it. */
final class Changes implements ShareChanges {
    private final Writer writer;
    private final SqliteCatalogue.Limits limits;
    private final Optional<Use> use;
    private final Instant now;

    /**
     * @param use of a signature; none if nothing is to be used up
     */
    Changes(Writer writer, SqliteCatalogue.Limits limits, Optional<Use> use, Instant now) {
        this.writer = writer;
        this.limits = limits;
        this.use = use;
        this.now = now;
    }

    @Override
    public Registration register(
            byte[] torrent, Metainfo metainfo, Note note, Sharer by, Instant time)
            throws TrackerRejection {
        // Anybody can sign for this key, as it is no point of the right order on the curve.
        if (by.key().equals(Catalogue.NOBODY)) {
            throw new TrackerRejection(Reason.INVALID, "this is nobody's key");
        }
        return once(registry -> registry.register(torrent, metainfo, note, by, time));
    }

    @Override
    public Entry annotate(Info share, Note note, PeerKey by) throws TrackerRejection {
        return once(registry -> registry.annotate(share, note, by));
    }

    @Override
    public Withdrawal withdraw(InfoHash id, PeerKey by) throws TrackerRejection {
        return once(registry -> registry.withdraw(id, by));
    }

    private interface Change<T> {
        T in(Registry registry) throws SQLException, TrackerRejection;
    }

    private <T> T once(Change<T> change) throws TrackerRejection {
        return writer.write(session -> {
            // Asked first and noted last: what is refused has changed nothing.
            if (use.isPresent() && isUsed(session, use.get())) {
                throw ShareChanges.used();
            }
            T done = change.in(new Registry(session, limits));
            if (use.isPresent()) {
                note(session, use.get());
            }
            return done;
        });
    }

    private static boolean isUsed(Session session, Use use) throws SQLException {
        return session.number(
                        "SELECT count(*) FROM used WHERE signature = ?", (Object) use.signature())
                > 0;
    }

    private void note(Session session, Use one) throws SQLException {
        session.update("DELETE FROM used WHERE until < ?", now.getEpochSecond());
        session.update(
                "INSERT INTO used VALUES (?, ?)", one.signature(), one.until().getEpochSecond());
    }
}
