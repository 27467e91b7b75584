package dunlin.tracker;

import dunlin.net.AddressRange;
import dunlin.net.Proxies;
import dunlin.net.tls.KeyFiles;
import dunlin.protocol.InfoHash;
import dunlin.tracker.absence.AbsenceWatch;
import dunlin.tracker.access.AccessPolicy;
import dunlin.tracker.access.AccessPolicy.Rule;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.access.MembersFile;
import dunlin.tracker.access.Signatures;
import dunlin.tracker.announce.AnnounceHttp;
import dunlin.tracker.announce.AnnounceService;
import dunlin.tracker.announce.ConnectionIds;
import dunlin.tracker.announce.KnownShares;
import dunlin.tracker.announce.ListedShares;
import dunlin.tracker.announce.ShownNames;
import dunlin.tracker.announce.SteadyTime;
import dunlin.tracker.announce.UdpCounters;
import dunlin.tracker.announce.UdpListener;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.feed.Feeds;
import dunlin.tracker.feed.IndexEventStream;
import dunlin.tracker.http.HttpServer;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.page.Pages;
import dunlin.tracker.page.PieceSurvey;
import dunlin.tracker.restart.RememberedSwarms;
import dunlin.tracker.round.Rounds;
import dunlin.tracker.sqlite.SqliteCatalogue;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TorrentReader;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.web.CatalogueHttp;
import dunlin.tracker.web.Readership;
import dunlin.tracker.web.Routes;
import dunlin.web.HttpLimits;
import dunlin.web.HttpSettings;
import dunlin.web.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running index server: announces, and the catalogue's API and pages. */
public final class TrackerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerServer.class);

    /** Pause between two walks over the catalogue. */
    private static final Duration ROUND = Duration.ofMinutes(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private static final int MAX_SWARMS = 1_500_000;
    private static final int MAX_PEERS = 12_000_000;

    /** UDP threads for a store that they have to wait for. */
    private static final int WAITING_THREADS = 64;

    /** How often another port is tried if any will do, but UDP has not the one that HTTP got. */
    private static final int PORT_TRIES = 20;

    /** Whom the index serves. */
    public sealed interface Audience {
        /** Anyone, whatever it is. */
        record Anyone() implements Audience {}

        /**
         * Anyone, but announces only for what is registered.
         *
         * @param networks the swarms in which members of networks of named peers find each other:
         *     they are no shares, and let in beside those
         */
        record ListedShares(Set<InfoHash> networks) implements Audience {
            public ListedShares {
                networks = Set.copyOf(networks);
            }
        }

        /**
         * Whoever is named in a file; see {@link dunlin.tracker.access.Members}.
         *
         * @param publicRead whether others may read what is listed, and who has it
         */
        record MembersOf(Path file, boolean publicRead) implements Audience {}
    }

    /**
     * How an index runs.
     *
     * @param listen where to listen, for HTTP and UDP alike; port 0 for any that is free for both
     * @param interval how often peers are told to announce
     * @param banned addresses that are refused everything
     * @param preferLocal whether peers are told of those in their own subnet first
     * @param forgetAfter for how long nobody must have had a share before it is shown as gone;
     *     after twice this time it is dropped
     * @param proxies those that pass on what is asked over HTTP
     * @param tls with which HTTP is encrypted; it is not without
     * @param publicUrl {@code http://host[:port]} under which others reach it, if that is not a
     *     name of this machine
     */
    public record Config(
            InetSocketAddress listen,
            Duration interval,
            Audience audience,
            List<AddressRange> banned,
            boolean preferLocal,
            Duration forgetAfter,
            Proxies proxies,
            Optional<KeyFiles> tls,
            Optional<URI> publicUrl) {
        /** For how long nobody must have had a share, unless said otherwise. */
        public static final Duration FORGET_AFTER = Duration.ofDays(30);

        public Config {
            banned = List.copyOf(banned);
        }

        /** One that serves anyone. */
        public static Config open(InetSocketAddress listen, Duration interval) {
            return new Config(
                    listen,
                    interval,
                    new Audience.Anyone(),
                    List.of(),
                    false,
                    FORGET_AFTER,
                    Proxies.NONE,
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** What listens on the one port. */
    private record Frontends(HttpServer http, AnnounceHttp announces, UdpListener udp) {}

    /** What runs beside. */
    private record Background(List<Rounds> rounds, Rule rule, TorrentReader reader) {
        void close() {
            rounds.forEach(Rounds::close);
            if (rule instanceof Rule.MembersOnly members) {
                members.file().close();
            }
            reader.close();
        }
    }

    private final HttpServer http;
    private final UdpListener udp;
    private final Background background;
    private final Catalogue catalogue;
    private final SwarmStore swarms;

    private TrackerServer(
            Frontends frontends, Background background, Catalogue catalogue, SwarmStore swarms) {
        this.http = frontends.http;
        this.udp = frontends.udp;
        this.background = background;
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
        return start(config, swarms(), catalogue(database), Optional.empty(), events);
    }

    /** A store that keeps the swarms in this process's memory. */
    public static SwarmStore swarms() {
        return new MemorySwarmStore(MAX_SWARMS, MAX_PEERS);
    }

    /**
     * A catalogue in an SQLite file, made if it is not there.
     *
     * @throws IOException if it cannot be opened
     */
    public static Catalogue catalogue(Path database) throws IOException {
        return SqliteCatalogue.open(database, SqliteCatalogue.Limits.DEFAULT);
    }

    /**
     * Makes such a catalogue anew of what can be read of it.
     *
     * @throws IOException if that fails; the damaged one is where it was then
     */
    public static SqliteCatalogue.Rebuilt rebuild(Path database) throws IOException {
        return SqliteCatalogue.rebuild(database, SqliteCatalogue.Limits.DEFAULT);
    }

    /**
     * Starts an index on stores of its own, which it closes when it is closed or cannot start.
     *
     * @param survey asks peers for their pieces, so that a share's page can draw them
     * @throws IOException if the address is not to be had, or the list of members is broken
     */
    public static TrackerServer start(
            Config config,
            SwarmStore store,
            Catalogue catalogue,
            Optional<PieceSurvey> survey,
            IndexEvents events)
            throws IOException {
        TorrentReader reader = new TorrentReader();
        try {
            InstantSource time = new SteadyTime();
            IndexEventStream stream = new IndexEventStream();
            KnownShares shares = new KnownShares(catalogue);
            ListedShares listed = new ListedShares(catalogue, System.nanoTime());
            // A remote store outlives this process by itself.
            Optional<RememberedSwarms> remembered =
                    store.isRemote()
                            ? Optional.empty()
                            : Optional.of(remembered(store, catalogue, listed, time));
            SwarmStore swarms = remembered.<SwarmStore>map(each -> each).orElse(store);
            IndexEvents told =
                    event -> {
                        if (event instanceof IndexEvent.Share share) {
                            shares.changed(share.id());
                            listed.changed(share);
                        }
                        stream.happened(event);
                        events.happened(event);
                    };
            Rule rule = rule(config, listed);
            IndexNames names = new IndexNames(config.publicUrl());
            Gate gate = new AccessPolicy(rule, config.banned(), System::nanoTime);
            AnnounceService announces =
                    new AnnounceService(
                            swarms,
                            gate,
                            new ShownNames(catalogue, gate, names),
                            shares::shown,
                            new AnnounceService.Settings(config.interval(), config.preferLocal()),
                            time,
                            told);
            Signatures signatures = new Signatures(gate, names);
            Metrics metrics = new Metrics();
            Routes routes =
                    new Routes(
                            gate,
                            new Readership(gate, signatures, time),
                            names,
                            catalogue,
                            swarms,
                            new CatalogueHttp(
                                    catalogue, swarms, reader, gate, signatures, names, time, told),
                            new Pages(
                                    catalogue,
                                    swarms,
                                    time,
                                    reader,
                                    names,
                                    survey,
                                    new IndexFacts(catalogue, swarms, time.instant(), time)::now),
                            new Feeds(catalogue, time, names),
                            stream,
                            metrics);
            Frontends frontends = listen(config, routes, announces, swarms, time);
            names.listensOn(frontends.http.address().getPort());
            IndexMetrics.register(
                    metrics,
                    catalogue,
                    swarms,
                    frontends.udp.counters(),
                    frontends.announces.counters());
            if (rule instanceof Rule.MembersOnly members) {
                members.file().follow();
            }
            Background background =
                    new Background(
                            Stream.concat(
                                            Stream.of(
                                                    expiry(announces, config.interval()),
                                                    watch(config, catalogue, swarms, time, told),
                                                    listings(listed)),
                                            remembered.map(TrackerServer::notes).stream())
                                    .toList(),
                            rule,
                            reader);
            return new TrackerServer(frontends, background, catalogue, swarms);
        } catch (IOException e) {
            reader.close();
            catalogue.close();
            store.close();
            throw e;
        }
    }

    private static RememberedSwarms remembered(
            SwarmStore store, Catalogue catalogue, ListedShares listed, InstantSource time) {
        RememberedSwarms swarms = new RememberedSwarms(store, catalogue, listed::mayHave);
        try {
            swarms.recall(time.instant().getEpochSecond());
        } catch (TrackerRejection e) {
            LOG.warn("who was there before the start is not known: {}", e.getMessage());
        }
        return swarms;
    }

    /** Removes silent peers ten times an interval, at most every second. */
    private static Rounds expiry(AnnounceService announces, Duration interval) {
        Duration pause = Duration.ofMillis(Math.max(1_000, interval.toMillis() / 10));
        return Rounds.start(
                "expiry",
                "silent peers are not removed",
                pause,
                () -> {
                    announces.expire();
                    return pause;
                });
    }

    private static Rounds listings(ListedShares listed) {
        return Rounds.start(
                "listed-shares",
                "cannot read which shares are listed",
                Duration.ofSeconds(2),
                () -> listed.look(System.nanoTime()));
    }

    private static Rounds notes(RememberedSwarms swarms) {
        return Rounds.start(
                "sightings",
                "cannot note where peers are",
                Duration.ofSeconds(10),
                () -> {
                    swarms.note();
                    return Duration.ofSeconds(1);
                });
    }

    /**
     * Walks over the catalogue so slowly that it is not noticed, at most 20,000 shares a second.
     * Peers have two intervals in which to announce themselves after a restart.
     */
    private static Rounds watch(
            Config config,
            Catalogue catalogue,
            SwarmStore swarms,
            InstantSource time,
            IndexEvents told) {
        Instant graceEnds = time.instant().plus(config.interval().multipliedBy(2));
        AbsenceWatch watch =
                new AbsenceWatch(catalogue, swarms, told, graceEnds, config.forgetAfter());
        return Rounds.start(
                "absence",
                "the watch over absent shares fails",
                ROUND,
                () -> watch.look(time.instant()) ? ROUND : BETWEEN_LOOKS);
    }

    private static Frontends listen(
            Config config,
            Routes routes,
            AnnounceService announces,
            SwarmStore swarms,
            InstantSource time)
            throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        boolean remote = swarms.isRemote();
        AnnounceHttp announceHttp = new AnnounceHttp(announces, remote);
        HttpSettings settings =
                new HttpSettings(
                        HttpLimits.DEFAULT,
                        config.proxies(),
                        config.tls().map(files -> () -> files.context(System.nanoTime())));
        for (int tries = 1; ; tries++) {
            HttpServer http = HttpServer.start(config.listen(), announceHttp, routes, settings);
            try {
                UdpListener udp =
                        UdpListener.start(
                                http.address(),
                                remote ? WAITING_THREADS : cores,
                                remote,
                                announces,
                                swarms.sharedSecret()
                                        .map(ConnectionIds::new)
                                        .orElseGet(ConnectionIds::random),
                                time);
                return new Frontends(http, announceHttp, udp);
            } catch (IOException e) {
                http.close();
                if (config.listen().getPort() != 0 || tries == PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static Rule rule(Config config, ListedShares shares) throws IOException {
        return switch (config.audience()) {
            case Audience.Anyone anyone -> new Rule.Open();
            case Audience.ListedShares(Set<InfoHash> networks) ->
                    new Rule.Listed(id -> shares.has(id) || networks.contains(id));
            case Audience.MembersOf members ->
                    new Rule.MembersOnly(MembersFile.read(members.file()), members.publicRead());
        };
    }

    /** Where it listens, for HTTP and UDP alike. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** What came over UDP. */
    public UdpCounters udp() {
        return udp.counters();
    }

    @Override
    public void close() {
        http.close();
        udp.close();
        background.close();
        catalogue.close();
        swarms.close();
    }
}
