package dunlin.tracker;

import dunlin.protocol.InfoHash;
import dunlin.tracker.access.Gate;
import dunlin.tracker.announce.AnnounceHttp;
import dunlin.tracker.announce.AnnounceService;
import dunlin.tracker.announce.Expiry;
import dunlin.tracker.announce.SteadyTime;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.http.HttpServer;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.sqlite.SqliteCatalogue;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.web.CatalogueHttp;
import dunlin.tracker.web.Routes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** A running index server: HTTP announce and scrape, and the catalogue's API. */
public final class TrackerServer implements AutoCloseable {
    private static final HttpServer.Limits HTTP_LIMITS =
            new HttpServer.Limits(2_000, Duration.ofSeconds(30));
    private static final int MAX_SWARMS = 200_000;
    private static final int MAX_PEERS = 500_000;

    /**
     * How an index runs.
     *
     * @param listen where to listen; port 0 for any free one
     * @param database the catalogue's SQLite file
     * @param interval how often peers are told to announce
     */
    public record Config(InetSocketAddress listen, Path database, Duration interval) {}

    private final HttpServer http;
    private final Expiry expiry;
    private final Catalogue catalogue;

    private TrackerServer(HttpServer http, Expiry expiry, Catalogue catalogue) {
        this.http = http;
        this.expiry = expiry;
        this.catalogue = catalogue;
    }

    /**
     * Opens the catalogue and begins to listen.
     *
     * @throws IOException if the address is not to be had, or the catalogue cannot be opened
     */
    public static TrackerServer start(Config config, IndexEvents events) throws IOException {
        InstantSource time = new SteadyTime();
        SwarmStore swarms = new MemorySwarmStore(MAX_SWARMS, MAX_PEERS);
        Catalogue catalogue =
                SqliteCatalogue.open(config.database(), SqliteCatalogue.Limits.DEFAULT);
        AnnounceService announces =
                new AnnounceService(
                        swarms,
                        Gate.OPEN,
                        time,
                        config.interval(),
                        id -> name(catalogue, id),
                        events);
        Routes routes =
                new Routes(
                        new AnnounceHttp(announces),
                        new CatalogueHttp(catalogue, swarms, time, events));
        try {
            HttpServer http = HttpServer.start(config.listen(), routes, HTTP_LIMITS);
            return new TrackerServer(http, Expiry.start(announces, config.interval()), catalogue);
        } catch (IOException e) {
            catalogue.close();
            throw e;
        }
    }

    /** What people call a share: its name in the catalogue, or its id. */
    private static String name(Catalogue catalogue, InfoHash id) {
        try {
            return catalogue.find(id).map(Catalogue.Entry::name).orElseGet(id::toString);
        } catch (TrackerRejection e) {
            return id.toString();
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return http.address();
    }

    @Override
    public void close() {
        http.close();
        expiry.close();
        catalogue.close();
    }
}
