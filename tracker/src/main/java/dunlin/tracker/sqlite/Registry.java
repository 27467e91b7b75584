package dunlin.tracker.sqlite;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Withdrawal;
import dunlin.tracker.store.Contents;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What changes shares. Each call is part of a transaction. */
final class Registry {
    private final Session session;
    private final SqliteCatalogue.Limits limits;
    private final Sharers sharers;
    private final SearchIndex index;
    private final NearNames nearNames;

    Registry(Session session, SqliteCatalogue.Limits limits) {
        this.session = session;
        this.limits = limits;
        this.sharers = new Sharers(session);
        this.index = new SearchIndex(session);
        this.nearNames = new NearNames(session);
    }

    /**
     * A share as far as it matters here.
     *
     * @param owner number of its owner; none if it is nobody's
     */
    private record Row(long seq, Optional<Long> owner, int torrentLength, long size) {}

    private Optional<Row> row(InfoHash id) throws SQLException {
        return session.first(
                "SELECT seq, owner, torrent_length, size FROM share WHERE id = ?",
                row ->
                        new Row(
                                row.getLong(1),
                                Session.optional(row, 2),
                                row.getInt(3),
                                row.getLong(4)),
                (Object) id.bytes());
    }

    private Row require(InfoHash id) throws SQLException, TrackerRejection {
        return row(id).orElseThrow(Registry::unknown);
    }

    static TrackerRejection unknown() {
        return new TrackerRejection(Reason.UNKNOWN, "no share has this id");
    }

    static TrackerRejection notItsOwner() {
        return new TrackerRejection(
                Reason.FORBIDDEN, "only the key that registered it may change this share");
    }

    Registration register(byte[] torrent, Metainfo metainfo, Note note, Sharer by, Instant now)
            throws SQLException, TrackerRejection {
        InfoHash id = metainfo.info().id();
        long sharer = sharers.note(by, now, limits.sharers());
        Optional<Row> known = row(id);
        long seq =
                known.isPresent()
                        ? known.get().seq()
                        : insert(torrent, metainfo, note, sharer, by.key(), now);
        if (known.isPresent()) {
            registerAgain(known.get(), id, metainfo.info(), note, sharer, by.key());
        }
        boolean newHolder = sharers.addHolder(seq, sharer, now);
        return new Registration(
                Entries.find(session, id).orElseThrow(), known.isEmpty(), newHolder);
    }

    private long insert(
            byte[] torrent, Metainfo metainfo, Note note, long owner, PeerKey key, Instant now)
            throws SQLException, TrackerRejection {
        Info info = metainfo.info();
        takePlace(torrent.length, info.contentSize());
        byte @Nullable [] idV2 = info.infoHashV2().map(hash -> hash.bytes()).orElse(null);
        session.update(
                """
                INSERT INTO share (id, id_v2, name, size, files, torrent_length, magnet, owner,
                    shared_at, description, tags)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                info.id().bytes(),
                idV2,
                info.name(),
                info.contentSize(),
                info.files().stream().filter(file -> !file.padding()).count(),
                torrent.length,
                info.isPrivate() ? null : Magnet.listed(metainfo.magnet().toString()),
                owner,
                now.toEpochMilli(),
                note.description(),
                tags(note));
        long seq = session.number("SELECT last_insert_rowid()");
        session.update("INSERT INTO torrent VALUES (?, ?)", seq, torrent);
        index.put(seq, info, note, Optional.of(key));
        nearNames.put(seq, info.name());
        noteContents(info.id(), Contents.of(info));
        return seq;
    }

    /** Returns how many are noted. */
    int noteContents(InfoHash id, Contents contents) throws SQLException {
        Contents.Row row = contents.row();
        return session.update(
                """
                INSERT OR IGNORE INTO content SELECT seq, ?, ?, ? FROM share WHERE id = ?
                """,
                row.size(),
                row.pieceLength(),
                row.files(),
                id.bytes());
    }

    private static String tags(Note note) {
        return String.join("\n", note.tags());
    }

    private void takePlace(int torrentLength, long size) throws SQLException, TrackerRejection {
        // The sum is cut where it would not be a number any more: sizes are only claimed.
        int taken =
                session.update(
                        """
                        UPDATE total SET shares = shares + 1, torrent_bytes = torrent_bytes + ?1,
                            content_bytes = min(1 << 62, content_bytes + ?2)
                        WHERE shares < ?3 AND torrent_bytes + ?1 <= ?4
                        """,
                        torrentLength,
                        size,
                        limits.shares(),
                        limits.torrentBytes());
        if (taken == 0) {
            throw new TrackerRejection(Reason.FULL, "the catalogue is full");
        }
    }

    /** What is nobody's becomes that sharer's; a new note of the owner replaces the earlier one. */
    private void registerAgain(Row row, InfoHash id, Info info, Note note, long sharer, PeerKey key)
            throws SQLException {
        boolean claimed = row.owner().isEmpty();
        if (claimed) {
            session.update(
                    "UPDATE share SET owner = ?, unproven = NULL WHERE seq = ?", sharer, row.seq());
        }
        Note earlier = Entries.find(session, id).orElseThrow().listing().note();
        boolean changed =
                (claimed || row.owner().get() == sharer)
                        && !note.equals(Note.NONE)
                        && !note.equals(earlier);
        if (changed) {
            putNote(row.seq(), note);
        }
        if (claimed || changed) {
            index.put(row.seq(), info, changed ? note : earlier, Optional.of(key));
        }
    }

    private void putNote(long seq, Note note) throws SQLException {
        session.update(
                "UPDATE share SET description = ?, tags = ? WHERE seq = ?",
                note.description(),
                tags(note),
                seq);
    }

    Entry annotate(Info info, Note note, PeerKey by) throws SQLException, TrackerRejection {
        InfoHash id = info.id();
        Row row = require(id);
        if (row.owner().isEmpty() || !row.owner().equals(sharers.find(by))) {
            throw notItsOwner();
        }
        putNote(row.seq(), note);
        index.put(row.seq(), info, note, Optional.of(by));
        return Entries.find(session, id).orElseThrow();
    }

    Withdrawal withdraw(InfoHash id, PeerKey by) throws SQLException, TrackerRejection {
        Row row = require(id);
        Optional<Long> sharer = sharers.find(by);
        if (sharer.isPresent() && sharer.equals(row.owner())) {
            remove(row);
            return Withdrawal.REMOVED;
        }
        if (sharer.isPresent() && sharers.removeHolder(row.seq(), sharer.get())) {
            return Withdrawal.NO_HOLDER_ANY_MORE;
        }
        throw new TrackerRejection(
                Reason.FORBIDDEN, "only a key that registered it may withdraw this share");
    }

    private void remove(Row row) throws SQLException {
        sharers.removeHolders(row.seq());
        index.remove(row.seq());
        nearNames.remove(row.seq());
        session.update("DELETE FROM seen WHERE seq = ?", row.seq());
        session.update("DELETE FROM torrent WHERE seq = ?", row.seq());
        session.update("DELETE FROM content WHERE seq = ?", row.seq());
        session.update("DELETE FROM share WHERE seq = ?", row.seq());
        session.update(
                """
                UPDATE total SET shares = shares - 1, torrent_bytes = torrent_bytes - ?,
                    content_bytes = max(0, content_bytes - ?)
                """,
                row.torrentLength(),
                row.size());
    }

    List<Entry> forget(Instant silentBefore, int limit) throws SQLException {
        List<InfoHash> silent =
                session.query(
                        """
                        SELECT id FROM share WHERE silent_since < ? ORDER BY silent_since LIMIT ?
                        """,
                        row -> InfoHash.of(row.getBytes(1)),
                        silentBefore.toEpochMilli(),
                        limit);
        List<Entry> forgotten = new ArrayList<>();
        for (InfoHash id : silent) {
            forgotten.add(Entries.find(session, id).orElseThrow());
            remove(row(id).orElseThrow());
        }
        sharers.forgetIdle(silentBefore, limit);
        return forgotten;
    }
}
