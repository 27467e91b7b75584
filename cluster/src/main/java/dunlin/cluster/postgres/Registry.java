package dunlin.cluster.postgres;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.ShareWords;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Withdrawal;
import dunlin.tracker.store.Contents;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What changes shares. Each call is a transaction, and others run beside it: rows are locked in the
 * order new sharer, share, counters, so that hardly ever two wait for each other.
 */
final class Registry {
    private final Session session;
    private final PostgresCatalogue.Limits limits;
    private final Sharers sharers;

    Registry(Session session, PostgresCatalogue.Limits limits) {
        this.session = session;
        this.limits = limits;
        this.sharers = new Sharers(session);
    }

    /** A share as far as it matters here; its row is locked. */
    private record Row(long seq, InfoHash id, long owner, int torrentLength, long size) {}

    /** What a transaction adds to the counters. */
    private record Counters(int shares, long torrentBytes, BigDecimal contentBytes, int sharers) {
        static final Counters NONE = new Counters(0, 0, BigDecimal.ZERO, 0);
    }

    private Optional<Row> lock(InfoHash id) throws SQLException {
        return session.first(
                "SELECT seq, owner, torrent_length, size FROM share WHERE id = ? FOR UPDATE",
                row -> new Row(row.getLong(1), id, row.getLong(2), row.getInt(3), row.getLong(4)),
                (Object) id.bytes());
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
        Optional<Long> known = sharers.find(by.key());
        boolean newSharer = false;
        if (known.isEmpty()) {
            takeSharersPlace();
            known = sharers.add(by, now);
            newSharer = known.isPresent();
        }
        long sharer = known.isPresent() ? known.get() : sharers.find(by.key()).orElseThrow();
        Optional<Row> row = lock(id);
        Optional<Long> inserted = Optional.empty();
        if (row.isEmpty()) {
            takePlace(torrent.length);
            inserted = insert(torrent, metainfo, note, sharer, now);
            row = inserted.isPresent() ? row : lock(id);
        }
        if (row.isPresent() && row.get().owner() == sharer) {
            putNewNote(row.get(), metainfo.info(), note);
        }
        long seq = inserted.isPresent() ? inserted.get() : row.orElseThrow().seq();
        sharers.seen(sharer, by, now);
        boolean newHolder = sharers.addHolder(seq, sharer, now);
        boolean isNew = inserted.isPresent();
        count(
                new Counters(
                        isNew ? 1 : 0,
                        isNew ? torrent.length : 0,
                        BigDecimal.valueOf(isNew ? metainfo.info().contentSize() : 0),
                        newSharer ? 1 : 0));
        return new Registration(Entries.find(session, id).orElseThrow(), isNew, newHolder);
    }

    /** Its number; nothing if somebody else has inserted it meanwhile. */
    private Optional<Long> insert(
            byte[] torrent, Metainfo metainfo, Note note, long owner, Instant now)
            throws SQLException {
        Info info = metainfo.info();
        ShareWords words = ShareWords.of(info, note);
        byte @Nullable [] idV2 = info.infoHashV2().map(hash -> hash.bytes()).orElse(null);
        Optional<Long> seq =
                session.first(
                        """
                        INSERT INTO share (id, id_v2, name, size, files, torrent_length, magnet,
                            owner, shared_at, description, tags, title, words)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, array_to_tsvector(?),
                            array_to_tsvector(?))
                        ON CONFLICT (id) DO NOTHING RETURNING seq
                        """,
                        row -> row.getLong(1),
                        info.id().bytes(),
                        idV2,
                        info.name(),
                        info.contentSize(),
                        (int) info.files().stream().filter(file -> !file.padding()).count(),
                        torrent.length,
                        info.isPrivate() ? null : Magnet.listed(metainfo.magnet().toString()),
                        owner,
                        now.toEpochMilli(),
                        note.description(),
                        note.tags().toArray(String[]::new),
                        words.title().toArray(String[]::new),
                        Terms.of(words, note));
        if (seq.isPresent()) {
            session.update("INSERT INTO torrent VALUES (?, ?)", seq.get(), torrent);
            new NearNames(session).put(seq.get(), info.name());
            noteContents(info.id(), Contents.of(info));
        }
        return seq;
    }

    /** Returns how many are noted. */
    int noteContents(InfoHash id, Contents contents) throws SQLException {
        Contents.Row row = contents.row();
        return session.update(
                """
                INSERT INTO content SELECT seq, ?, ?, ? FROM share WHERE id = ?
                ON CONFLICT DO NOTHING
                """,
                row.size(),
                row.pieceLength(),
                row.files(),
                id.bytes());
    }

    private void takePlace(int torrentLength) throws SQLException, TrackerRejection {
        long[] taken =
                session.first(
                                "SELECT sum(shares), sum(torrent_bytes) FROM total",
                                row -> new long[] {row.getLong(1), row.getLong(2)})
                        .orElseThrow();
        if (taken[0] >= limits.shares() || taken[1] + torrentLength > limits.torrentBytes()) {
            throw new TrackerRejection(Reason.FULL, "the catalogue is full");
        }
    }

    private void takeSharersPlace() throws SQLException, TrackerRejection {
        if (session.number("SELECT sum(sharers) FROM total") >= limits.sharers()) {
            throw new TrackerRejection(Reason.FULL, "the catalogue knows too many sharers already");
        }
    }

    /** Last of all: the part of the counters stays locked up to the end of the transaction. */
    private void count(Counters more) throws SQLException {
        if (!more.equals(Counters.NONE)) {
            session.update(
                    """
                    UPDATE total SET shares = shares + ?, torrent_bytes = torrent_bytes + ?,
                        content_bytes = content_bytes + ?, sharers = sharers + ?
                    WHERE part = ?
                    """,
                    more.shares(),
                    more.torrentBytes(),
                    more.contentBytes(),
                    more.sharers(),
                    ThreadLocalRandom.current().nextInt(Schema.PARTS));
        }
    }

    /** A new note of the owner replaces the earlier one. */
    private void putNewNote(Row row, Info info, Note note) throws SQLException {
        if (!note.equals(Note.NONE)
                && !note.equals(Entries.find(session, row.id()).orElseThrow().listing().note())) {
            putNote(row.seq(), info, note);
        }
    }

    private void putNote(long seq, Info info, Note note) throws SQLException {
        ShareWords words = ShareWords.of(info, note);
        session.update(
                """
                UPDATE share SET description = ?, tags = ?, title = array_to_tsvector(?),
                    words = array_to_tsvector(?)
                WHERE seq = ?
                """,
                note.description(),
                note.tags().toArray(String[]::new),
                words.title().toArray(String[]::new),
                Terms.of(words, note),
                seq);
    }

    Entry annotate(Info info, Note note, PeerKey by) throws SQLException, TrackerRejection {
        InfoHash id = info.id();
        Row row = lock(id).orElseThrow(Registry::unknown);
        if (!Optional.of(row.owner()).equals(sharers.find(by))) {
            throw notItsOwner();
        }
        putNote(row.seq(), info, note);
        return Entries.find(session, id).orElseThrow();
    }

    Withdrawal withdraw(InfoHash id, PeerKey by) throws SQLException, TrackerRejection {
        Row row = lock(id).orElseThrow(Registry::unknown);
        Optional<Long> sharer = sharers.find(by);
        if (sharer.equals(Optional.of(row.owner()))) {
            remove(List.of(row));
            return Withdrawal.REMOVED;
        }
        if (sharer.isPresent() && sharers.removeHolder(row.seq(), sharer.get())) {
            return Withdrawal.NO_HOLDER_ANY_MORE;
        }
        throw new TrackerRejection(
                Reason.FORBIDDEN, "only a key that registered it may withdraw this share");
    }

    private void remove(Collection<Row> rows) throws SQLException {
        long torrentBytes = 0;
        BigDecimal contentBytes = BigDecimal.ZERO; // sizes are only claimed
        for (Row row : rows) {
            // Its torrent, its holders and the like go with it.
            session.update("DELETE FROM share WHERE seq = ?", row.seq());
            torrentBytes -= row.torrentLength();
            contentBytes = contentBytes.subtract(BigDecimal.valueOf(row.size()));
        }
        count(new Counters(-rows.size(), torrentBytes, contentBytes, 0));
    }

    List<Entry> forget(Instant silentBefore, int limit) throws SQLException {
        // Passing by what another tracker forgets just now.
        List<Row> silent =
                session.query(
                        """
                        SELECT s.seq, s.owner, s.torrent_length, s.size, s.id
                        FROM absence a JOIN share s ON s.seq = a.seq
                        WHERE a.since < ? ORDER BY a.since LIMIT ? FOR UPDATE SKIP LOCKED
                        """,
                        row ->
                                new Row(
                                        row.getLong(1),
                                        InfoHash.of(row.getBytes(5)),
                                        row.getLong(2),
                                        row.getInt(3),
                                        row.getLong(4)),
                        silentBefore.toEpochMilli(),
                        limit);
        List<Entry> forgotten = new ArrayList<>();
        for (Row row : silent) {
            forgotten.add(Entries.find(session, row.id()).orElseThrow());
        }
        remove(silent);
        int idle = sharers.forgetIdle(silentBefore, limit);
        count(new Counters(0, 0, BigDecimal.ZERO, -idle));
        return forgotten;
    }

    /** Returns how many are noted. */
    int noteSilent(Collection<InfoHash> ids, Optional<Instant> since) throws SQLException {
        byte[][] hashes = ids.stream().map(InfoHash::bytes).toArray(byte[][]::new);
        if (since.isEmpty()) {
            return session.update(
                    """
                    DELETE FROM absence
                    WHERE seq IN (SELECT seq FROM share WHERE id = ANY (?))
                    """,
                    (Object) hashes);
        }
        return session.update(
                """
                INSERT INTO absence SELECT seq, ? FROM share WHERE id = ANY (?) ORDER BY seq
                ON CONFLICT (seq) DO UPDATE SET since = EXCLUDED.since
                """,
                since.get().toEpochMilli(),
                hashes);
    }

    /** Returns how many rows say so: one. */
    int showGone(Instant silentBefore) throws SQLException {
        return session.update("UPDATE gone SET before = ?", silentBefore.toEpochMilli());
    }
}
