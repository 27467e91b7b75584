package dunlin.cluster.postgres;

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
    private final Database database;
    private final PostgresCatalogue.Limits limits;
    private final Optional<Use> use;
    private final Instant now;

    /**
     * @param use of a signature; none if nothing is to be used up
     */
    Changes(
            Database database,
            PostgresCatalogue.Limits limits,
            Optional<Use> use,
            Instant now) {
        this.database = database;
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
        return database.write(session -> {
            T done = change.in(new Registry(session, limits));
            if (use.isPresent()) {
                note(session, use.get());
            }
            return done;
        });
    }

    /** Whoever has the same in hand at another tracker waits here, and then is too late. */
    private void note(Session session, Use one) throws SQLException, TrackerRejection {
        int noted =
                session.update(
                        "INSERT INTO used VALUES (?, ?) ON CONFLICT DO NOTHING",
                        one.signature(),
                        one.until().getEpochSecond());
        if (noted == 0) {
            throw ShareChanges.used();
        }
        // Others may be at it: nobody waits for them.
        session.update(
                """
                DELETE FROM used WHERE signature IN (
                    SELECT signature FROM used WHERE until < ? LIMIT 100 FOR UPDATE SKIP LOCKED)
                """,
                now.getEpochSecond());
    }
}
