package dunlin.cluster.postgres;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.NearName;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Contents;
import dunlin.tracker.store.Forgiving;
import dunlin.tracker.store.ShareChanges;
import dunlin.tracker.store.Sighting;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The catalogue in a PostgreSQL database, shared by any number of trackers. A registration is on
 * the server's disk when its call returns. While the server is away every call is refused with
 * {@link TrackerRejection.Reason#BROKEN} within some seconds, and works again when it is back.
 */
public final class PostgresCatalogue implements Catalogue {
    /**
     * How much is held, so that a flood of registrations cannot fill the disk. Those who register
     * at the same moment may go beyond it by one each.
     *
     * @param shares most shares
     * @param torrentBytes most bytes of all {@code .torrent} files together
     * @param sharers most keys that are remembered
     */
    public record Limits(long shares, long torrentBytes, long sharers) {
        public static final Limits DEFAULT = new Limits(10_000_000, 64L << 30, 5_000_000);
    }

    private final Database database;
    private final Limits limits;
    private final ShareChanges changes;

    private PostgresCatalogue(Database database, Limits limits) {
        this.database = database;
        this.limits = limits;
        this.changes = new Changes(database, limits, Optional.empty(), Instant.EPOCH);
    }

    /**
     * Connects to the database, and makes the tables if they are not there.
     *
     * @param url {@code jdbc:postgresql://host[:port]/database[?user=...&password=...]}
     * @throws IOException if the URL is wrong or the database cannot be used; the message is one
     *     line for a person, without user and password
     */
    public static PostgresCatalogue open(String url, Limits limits) throws IOException {
        PostgresAddress address;
        try {
            address = PostgresAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return new PostgresCatalogue(Database.open(address), limits);
    }

    @Override
    public ShareChanges once(Use use, Instant now) {
        return new Changes(database, limits, Optional.of(use), now);
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
        return database.read(session -> Entries.newest(session, offset, limit));
    }

    @Override
    public List<Entry> search(SearchQuery query, int offset, int limit) throws TrackerRejection {
        return database.read(session ->
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
        return database.read(session -> Entries.lookUp(session, nameOrId, limit));
    }

    @Override
    public List<Near> near(NearName name, int limit) throws TrackerRejection {
        return database.read(session -> new NearNames(session).near(name, limit));
    }

    @Override
    public Optional<Entry> find(InfoHash swarm) throws TrackerRejection {
        return database.read(session -> Entries.find(session, swarm));
    }

    @Override
    public Optional<byte[]> torrent(InfoHash id) throws TrackerRejection {
        return database.read(session -> Entries.torrent(session, id));
    }

    @Override
    public Optional<Contents> contents(InfoHash id) throws TrackerRejection {
        return database.read(session -> Entries.contents(session, id));
    }

    @Override
    public void noteContents(InfoHash id, Contents contents) throws TrackerRejection {
        database.write(session -> new Registry(session, limits).noteContents(id, contents));
    }

    @Override
    public List<Holder> holders(InfoHash id) throws TrackerRejection {
        return database.read(session -> new Sharers(session).holders(id.bytes()));
    }

    @Override
    public Optional<PeerKey> keyOf(String shownName) throws TrackerRejection {
        return database.read(session -> new Sharers(session).keyOf(shownName));
    }

    @Override
    public Optional<String> nameOf(PeerKey key) throws TrackerRejection {
        return database.read(session -> new Sharers(session).nameOf(key));
    }

    @Override
    public void probe() throws TrackerRejection {
        try {
            database.write(session -> session.update("UPDATE gone SET before = before"));
        } catch (TrackerRejection e) {
            throw new TrackerRejection(
                    e.reason(),
                    "nothing can be registered: "
                            + database.failure().orElse(String.valueOf(e.getMessage())),
                    e.retryIn());
        }
    }

    @Override
    public Totals totals() throws TrackerRejection {
        return database.read(Entries::totals);
    }

    @Override
    public List<Watched> watch(long afterSeq, int limit) throws TrackerRejection {
        return database.read(session -> Entries.watch(session, afterSeq, limit));
    }

    @Override
    public void noteSilent(Collection<InfoHash> ids, Optional<Instant> since)
            throws TrackerRejection {
        database.write(session -> new Registry(session, limits).noteSilent(ids, since));
    }

    @Override
    public void showGone(Instant silentBefore) throws TrackerRejection {
        database.write(session -> new Registry(session, limits).showGone(silentBefore));
    }

    @Override
    public List<Entry> forget(Instant silentBefore, int limit) throws TrackerRejection {
        return database.write(session -> new Registry(session, limits).forget(silentBefore, limit));
    }

    @Override
    public void noteSeen(Collection<Sighting> came, Collection<Sighting.Place> left)
            throws TrackerRejection {
        database.write(session -> new Sightings(session).note(came, left));
    }

    @Override
    public List<Sighting> lastSeen(int limit) throws TrackerRejection {
        return database.read(session -> new Sightings(session).last(limit));
    }

    @Override
    public void close() {
        database.close();
    }
}
