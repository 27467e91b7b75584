package dunlin.tracker;

import dunlin.protocol.InfoHash;
import dunlin.tracker.access.AccessPolicy;
import dunlin.tracker.access.AccessPolicy.Rule;
import dunlin.tracker.access.AddressRange;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.MembersFile;
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
import java.util.List;

/** A running index server: announces, and the catalogue's API and pages. */
public final class TrackerServer implements AutoCloseable {
    private static final int MAX_SWARMS = 200_000;
    private static final int MAX_PEERS = 500_000;

    /** Whom the index serves. */
    public sealed interface Audience {
        /** Anyone, whatever it is. */
        record Anyone() implements Audience {}

        /** Anyone, but announces only for what is registered. */
        record ListedShares() implements Audience {}

        /** Whoever is named in a file; see {@link dunlin.tracker.access.Members}. */
        record MembersOf(Path file) implements Audience {}
    }

    /**
     * How an index runs.
     *
     * @param listen where to listen; port 0 for any free one
     * @param interval how often peers are told to announce
     * @param banned addresses that are refused everything
     * @param preferLocal whether peers are told of those in their own subnet first
     * @param forgetAfter for how long nobody must have had a share before it is shown as gone;
     *     after twice this time it is dropped
     */
    public record Config(
            InetSocketAddress listen,
            Duration interval,
            Audience audience,
            List<AddressRange> banned,
            boolean preferLocal,
            Duration forgetAfter) {
        /** For how long nobody must have had a share, unless said otherwise. */
        public static final Duration FORGET_AFTER = Duration.ofDays(30);

        public Config {
            banned = List.copyOf(banned);
        }

        /** One that serves anyone. */
        public static Config open(InetSocketAddress listen, Duration interval) {
            return new Config(
                    listen, interval, new Audience.Anyone(), List.of(), false, FORGET_AFTER);
        }
    }

    private final HttpServer http;
    private final Expiry expiry;
    private final Catalogue catalogue;
    private final SwarmStore swarms;

    private TrackerServer(HttpServer http, Expiry expiry, Catalogue catalogue, SwarmStore swarms) {
        this.http = http;
        this.expiry = expiry;
        this.catalogue = catalogue;
        this.swarms = swarms;
    }

    /**
     * Starts an index that keeps its swarms in memory.
     *
     * @param database the catalogue's SQLite file
     * @throws IOException if the address is not to be had, or the catalogue cannot be opened
     */
    public static TrackerServer start(Config config, Path database, IndexEvents events)
            throws IOException {
        Catalogue catalogue = SqliteCatalogue.open(database, SqliteCatalogue.Limits.DEFAULT);
        return start(config, new MemorySwarmStore(MAX_SWARMS, MAX_PEERS), catalogue, events);
    }

    /**
     * Starts an index on stores of its own, which it closes when it is closed or cannot start.
     *
     * @throws IOException if the address is not to be had, or the list of members is broken
     */
    public static TrackerServer start(
            Config config, SwarmStore swarms, Catalogue catalogue, IndexEvents events)
            throws IOException {
        try {
            InstantSource time = new SteadyTime();
            Gate gate =
                    new AccessPolicy(rule(config, catalogue), config.banned(), System::nanoTime);
            AnnounceService announces =
                    new AnnounceService(
                            swarms,
                            gate,
                            time,
                            config.interval(),
                            id -> name(catalogue, id),
                            events);
            Routes routes = new Routes(new CatalogueHttp(catalogue, swarms, time, events));
            HttpServer http =
                    HttpServer.start(
                            config.listen(),
                            new AnnounceHttp(announces),
                            routes,
                            HttpServer.Limits.DEFAULT);
            Expiry expiry = Expiry.start(announces, config.interval());
            return new TrackerServer(http, expiry, catalogue, swarms);
        } catch (IOException e) {
            catalogue.close();
            swarms.close();
            throw e;
        }
    }

    private static Rule rule(Config config, Catalogue catalogue) throws IOException {
        return switch (config.audience()) {
            case Audience.Anyone anyone -> new Rule.Open();
            case Audience.ListedShares listed -> new Rule.Listed(id -> isListed(catalogue, id));
            case Audience.MembersOf members ->
                    new Rule.MembersOnly(MembersFile.open(members.file(), System.nanoTime()));
        };
    }

    private static boolean isListed(Catalogue catalogue, InfoHash id) {
        try {
            return catalogue.find(id).isPresent();
        } catch (TrackerRejection e) {
            return false;
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
        swarms.close();
    }
}
