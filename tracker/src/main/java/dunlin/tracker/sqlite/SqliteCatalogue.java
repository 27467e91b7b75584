package dunlin.tracker.sqlite;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.NearName;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueUnusable;
import dunlin.tracker.store.CatalogueUnusable.Why;
import dunlin.tracker.store.Contents;
import dunlin.tracker.store.Forgiving;
import dunlin.tracker.store.ShareChanges;
import dunlin.tracker.store.Sighting;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The catalogue in an SQLite file. Reads never wait for writes; a registration is on the disk when
 * its call returns. What SQLite does, it does on threads of the catalogue's own, while callers wait
 * without holding theirs.
 */
public final class SqliteCatalogue implements Catalogue {
    /**
     * How much is held, so that a flood of registrations cannot fill the disk.
     *
     * @param shares most shares
     * @param torrentBytes most bytes of all {@code .torrent} files together
     * @param sharers most keys that are remembered
     */
    public record Limits(long shares, long torrentBytes, long sharers) {
        public static final Limits DEFAULT = new Limits(2_000_000, 16L << 30, 1_000_000);
    }

    /** What SQLite puts behind the name of the file. */
    private static final List<String> FILES = List.of("", "-wal", "-shm");

    private final Readers readers;
    private final Writer writer;
    private final Limits limits;
    private final ShareChanges changes;

    private SqliteCatalogue(Readers readers, Writer writer, Limits limits) {
        this.readers = readers;
        this.writer = writer;
        this.limits = limits;
        this.changes = new Changes(writer, limits, Optional.empty(), Instant.EPOCH);
    }

    /**
     * Opens the catalogue, made if it is not there, with the folders above it. One of an earlier
     * version is brought up to this one, which takes some minutes for a million shares.
     *
     * <p>A damaged one is not opened. Of a file of more than 64 MiB every page is looked at only
     * while it is in use already, and damage then is logged.
     *
     * @throws CatalogueUnusable if it cannot be opened
     */
    public static SqliteCatalogue open(Path file, Limits limits) throws IOException {
        Path absolute = file.toAbsolutePath();
        int readers = Math.clamp(Runtime.getRuntime().availableProcessors() + 1, 3, 9);
        makeFolder(absolute);
        try {
            boolean checked = Soundness.isCheckedAtOnce(absolute);
            Optional<String> damage = checked ? Soundness.look(absolute) : Optional.empty();
            if (damage.isPresent()) {
                throw Soundness.damaged(file, damage.get());
            }
            CatalogueSchema.migrate(absolute);
            if (!checked) {
                Soundness.lookBeside(absolute);
            }
            return new SqliteCatalogue(
                    Readers.open(absolute, readers), Writer.open(absolute), limits);
        } catch (SQLException e) {
            throw Soundness.unusable(file, e);
        }
    }

    private static void makeFolder(Path file) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        if (Files.isDirectory(file)) {
            throw Soundness.unusable(file, Why.OBSTRUCTED, "", new FileSystemException(file + ""));
        }
    }

    /**
     * What came of a catalogue that was made anew.
     *
     * @param shares how many could be kept
     * @param damaged where the earlier one is kept; none if there was none
     */
    public record Rebuilt(long shares, Optional<Path> damaged) {}

    /**
     * Makes the catalogue anew of what can be read of it, and keeps the damaged one beside it.
     * Whatever fails, the damaged one stays. Nobody may have it open.
     *
     * @throws CatalogueUnusable if that fails
     */
    public static Rebuilt rebuild(Path file, Limits limits) throws IOException {
        Path absolute = file.toAbsolutePath();
        if (!Files.exists(absolute)) {
            return new Rebuilt(0, Optional.empty());
        }
        Path fresh = absolute.resolveSibling(absolute.getFileName() + ".rebuilt");
        try {
            for (String suffix : FILES) {
                Files.deleteIfExists(Path.of(fresh + suffix));
            }
            CatalogueSchema.migrate(fresh);
            long shares = Files.isDirectory(absolute) ? 0 : salvage(absolute, fresh, limits);
            Path aside = moveAside(absolute);
            Files.move(fresh, absolute);
            return new Rebuilt(shares, Optional.of(aside));
        } catch (SQLException e) {
            throw Soundness.unusable(file, e);
        } catch (TrackerRejection e) {
            throw Soundness.unusable(file, Why.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static long salvage(Path from, Path to, Limits limits)
            throws SQLException, TrackerRejection {
        try (Session fresh = Session.open(to)) {
            Session damaged;
            try {
                damaged = Session.openAlone(from);
            } catch (SQLException e) {
                if (Soundness.isDamage(e)) {
                    return 0; // not a page of it can be read
                }
                throw e;
            }
            try (damaged) {
                return new Rebuilding(damaged, fresh, limits).run();
            }
        }
    }

    private static Path moveAside(Path file) throws IOException {
        Path aside = Path.of(file + ".damaged");
        for (int i = 2; Files.exists(aside); i++) {
            aside = Path.of(file + ".damaged-" + i);
        }
        for (String suffix : FILES) {
            Path part = Path.of(file + suffix);
            if (Files.exists(part)) {
                Files.move(part, Path.of(aside + suffix));
            }
        }
        return aside;
    }

    @Override
    public ShareChanges once(Use use, Instant now) {
        return new Changes(writer, limits, Optional.of(use), now);
    }

    @Override
    public Registration register(
            byte[] torrent, Metainfo metainfo, Note note, Sharer by, Instant now)
            throws TrackerRejection {
        return changes.register(torrent, metainfo, note, by, now);
    }

    @Override
    public Entry annotate(Info share, Note note, PeerKey by) throws TrackerRejection {
        return changes.annotate(share, note, by);
    }

    @Override
    public Withdrawal withdraw(InfoHash id, PeerKey by) throws TrackerRejection {
        return changes.withdraw(id, by);
    }

    @Override
    public List<Entry> list(int offset, int limit) throws TrackerRejection {
        return readers.search(session -> Entries.newest(session, offset, limit));
    }

    @Override
    public List<Entry> search(SearchQuery query, int offset, int limit) throws TrackerRejection {
        return readers.search(session ->
                Entries.of(
                        session,
                        Forgiving.page(
                                query,
                                offset,
                                limit,
                                (asked, from, most) ->
                                        new Search(session, asked).page(from, most))));
    }

    @Override
    public List<Entry> lookUp(String nameOrId, int limit) throws TrackerRejection {
        return readers.read(session -> Entries.lookUp(session, nameOrId, limit));
    }

    @Override
    public List<Near> near(NearName name, int limit) throws TrackerRejection {
        return readers.search(session -> new NearNames(session).near(name, limit));
    }

    @Override
    public Optional<Entry> find(InfoHash swarm) throws TrackerRejection {
        return readers.read(session -> Entries.find(session, swarm));
    }

    @Override
    public Optional<byte[]> torrent(InfoHash id) throws TrackerRejection {
        return readers.read(session -> Entries.torrent(session, id));
    }

    @Override
    public Optional<Contents> contents(InfoHash id) throws TrackerRejection {
        return readers.read(session -> Entries.contents(session, id));
    }

    @Override
    public void noteContents(InfoHash id, Contents contents) throws TrackerRejection {
        writer.write(session -> new Registry(session, limits).noteContents(id, contents));
    }

    @Override
    public List<Holder> holders(InfoHash id) throws TrackerRejection {
        return readers.read(session -> new Sharers(session).holders(id.bytes()));
    }

    @Override
    public Optional<PeerKey> keyOf(String shownName) throws TrackerRejection {
        return readers.read(session -> new Sharers(session).keyOf(shownName));
    }

    @Override
    public Optional<String> nameOf(PeerKey key) throws TrackerRejection {
        return readers.read(session -> new Sharers(session).nameOf(key));
    }

    @Override
    public void probe() throws TrackerRejection {
        try {
            writer.write(session -> session.update("UPDATE total SET gone_before = gone_before"));
        } catch (TrackerRejection e) {
            throw new TrackerRejection(
                    e.reason(),
                    "nothing can be registered: "
                            + writer.failure().orElse(String.valueOf(e.getMessage())),
                    e.retryIn());
        }
    }

    @Override
    public Totals totals() throws TrackerRejection {
        return readers.read(session ->
                session.first(
                                "SELECT shares, content_bytes, sharers FROM total",
                                row -> new Totals(row.getLong(1), row.getLong(2), row.getLong(3)))
                        .orElseThrow());
    }

    @Override
    public List<Watched> watch(long afterSeq, int limit) throws TrackerRejection {
        return readers.read(session -> Absences.watch(session, afterSeq, limit));
    }

    @Override
    public void noteSilent(Collection<InfoHash> ids, Optional<Instant> since)
            throws TrackerRejection {
        writer.write(session -> Absences.noteSilent(session, List.copyOf(ids), since));
    }

    @Override
    public void showGone(Instant silentBefore) throws TrackerRejection {
        writer.write(session -> Absences.showGone(session, silentBefore));
    }

    @Override
    public List<Entry> forget(Instant silentBefore, int limit) throws TrackerRejection {
        return writer.write(session -> new Registry(session, limits).forget(silentBefore, limit));
    }

    @Override
    public void noteSeen(Collection<Sighting> came, Collection<Sighting.Place> left)
            throws TrackerRejection {
        writer.write(session -> new Sightings(session).note(came, left));
    }

    @Override
    public List<Sighting> lastSeen(int limit) throws TrackerRejection {
        return readers.read(session -> new Sightings(session).last(limit));
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
