package dunlin.cluster;

import dunlin.cluster.postgres.PostgresCatalogue;
import dunlin.cluster.redis.RedisSwarmStore;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import java.io.IOException;
import java.time.Duration;

/** Opens the stores that several trackers share, by their URLs. */
public final class Stores {
    private Stores() {}

    /**
     * Opens the swarms on a Redis or Valkey Cluster, or on a single server.
     *
     * @param url {@code redis://[user:password@]host:port[,host:port...]}, or {@code rediss} for
     *     TLS
     * @param silence how long after its last announce a peer counts as gone
     * @throws IOException if that is not possible; the message is one line for a person, without
     *     user and password
     */
    public static SwarmStore openSwarms(String url, Duration silence) throws IOException {
        return RedisSwarmStore.open(url, silence);
    }

    /**
     * Opens the catalogue in a PostgreSQL database.
     *
     * @param url {@code jdbc:postgresql://host[:port]/database[?user=...&password=...]}
     * @throws IOException if that is not possible; the message is one line for a person, without
     *     user and password
     */
    public static Catalogue openCatalogue(String url) throws IOException {
        return PostgresCatalogue.open(url, PostgresCatalogue.Limits.DEFAULT);
    }
}
