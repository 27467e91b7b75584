package dunlin.tracker.sqlite;

import dunlin.protocol.HexPrefix;
import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Sighting;
import dunlin.tracker.store.Sighting.Place;
import dunlin.tracker.store.SwarmStore.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Notes where peers of listed shares were seen last. */
final class Sightings {
    /** Of a hybrid share there are two swarms. */
    private static final String INSERT =
            """
            INSERT INTO seen (seq, swarm, address, name, role, since)
            SELECT seq, ?1, ?2, ?3, ?4, ?5 FROM (
                SELECT seq FROM share WHERE id = ?1
                UNION SELECT seq FROM share WHERE id_v2 BETWEEN ?6 AND ?7)
            WHERE (SELECT count(*) FROM seen WHERE swarm = ?1) < ?8
            LIMIT 1
            """;

    private final Session session;

    Sightings(Session session) {
        this.session = session;
    }

    /** Returns how many are noted. */
    int note(Collection<Sighting> came, Collection<Place> left) throws SQLException {
        for (Place place : left) {
            remove(place);
        }
        int noted = 0;
        for (Sighting sighting : came) {
            remove(sighting.place());
            noted += add(sighting);
        }
        session.update(
                "DELETE FROM seen WHERE number <= (SELECT max(number) FROM seen) - ?",
                Catalogue.SEEN);
        return noted;
    }

    private void remove(Place place) throws SQLException {
        session.update(
                "DELETE FROM seen WHERE swarm = ? AND address = ?",
                place.swarm().bytes(),
                place.address().toString());
    }

    private int add(Sighting sighting) throws SQLException {
        InfoHash swarm = sighting.place().swarm();
        HexPrefix beginning = HexPrefix.of(swarm);
        return session.update(
                INSERT,
                swarm.bytes(),
                sighting.place().address().toString(),
                sighting.name().orElse(null),
                sighting.role().name(),
                sighting.since().toEpochMilli(),
                beginning.least(InfoHashV2.LENGTH),
                beginning.greatest(InfoHashV2.LENGTH),
                Catalogue.SEEN_EACH);
    }

    List<Sighting> last(int limit) throws SQLException {
        return session
                .query(
                        """
                        SELECT swarm, address, name, role, since FROM seen
                        ORDER BY number DESC LIMIT ?
                        """,
                        Sightings::read,
                        limit)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Sighting> read(ResultSet row) throws SQLException {
        InfoHash swarm = InfoHash.of(row.getBytes(1));
        Optional<String> name = Optional.ofNullable(row.getString(3));
        Role role = Role.valueOf(row.getString(4));
        Instant since = Instant.ofEpochMilli(row.getLong(5));
        return PeerAddress.parse(row.getString(2))
                .map(address -> new Sighting(new Place(swarm, address), name, role, since));
    }
}
