package dunlin.node.network;

import dunlin.discovery.PeerSource;
import dunlin.net.HostPort;
import dunlin.node.engine.Engine;
import dunlin.node.engine.NodeConfig;
import dunlin.node.index.TrackerEnquiry;
import dunlin.overlay.Overlay;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.metainfo.Tiers;
import dunlin.swarm.dial.Origin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How a member finds the others: those that a person names, those that were met the last time, and
 * whoever is found under the network's info-hash in any way in which peers of a share are found.
 * Who only looks is announced nowhere.
 */
final class Joining implements AutoCloseable {
    private static final Duration ENQUIRY = Duration.ofSeconds(5);

    /** So long somebody whom a person names may take to begin to listen. */
    private static final long NAMED_NANOS = Duration.ofSeconds(3).toNanos();

    private final NodeConfig config;
    private final Overlay overlay;
    private final boolean visitor;
    private final boolean onLoopback;
    private final long begunAt = System.nanoTime();
    private final AtomicInteger asking = new AtomicInteger();
    private volatile List<Engine.Source> sources = List.of();
    private volatile boolean begins = true;
    private boolean closed; // guarded by this

    Joining(NodeConfig config, Overlay overlay, boolean visitor) {
        this.config = config;
        this.overlay = overlay;
        this.visitor = visitor;
        this.onLoopback = config.bind().map(it -> it.isLoopbackAddress()).orElse(false);
    }

    /** Begins to look; waits for nobody. @param remembered met the last time */
    void start(InfoHash network, Engine engine, Collection<PeerAddress> remembered) {
        overlay.found(remembered.stream().map(PeerAddress::socketAddress).toList());
        config.reach().join().forEach(this::lookUp);
        if (visitor && !config.trackers().isEmpty()) {
            beside("network-trackers", () -> enquire(network));
        }
        Tiers trackers = visitor ? Tiers.NONE : config.tiers();
        List<Engine.Source> begun =
                new ArrayList<>(engine.trackers(network, trackers, Subscription::new));
        begun.addAll(engine.beyondTrackers(network, Subscription::new));
        synchronized (this) {
            sources = begun;
            begins = false;
            if (!closed) {
                return;
            }
        }
        close();
    }

    private void lookUp(HostPort named) {
        beside(
                "network-name",
                () -> {
                    try {
                        overlay.found(List.of(named.resolve()));
                    } catch (IOException _) {
                        // Others may be found; that this one is not, is seen by nobody being there.
                    }
                });
    }

    private void enquire(InfoHash network) {
        TrackerEnquiry enquiry =
                new TrackerEnquiry(config.bind(), config.announceUrls(), 0, _ -> {});
        try {
            overlay.found(
                    enquiry.ask(network, List.of(), config.tiers().urls(), ENQUIRY).stream()
                            .filter(address -> mayBeMet(address, Origin.LOCAL_TRACKER))
                            .toList());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody has a reason to
        }
    }

    private void beside(String name, Runnable task) {
        asking.incrementAndGet();
        Thread.ofVirtual()
                .name(name)
                .start(() -> {
                    try {
                        task.run();
                    } finally {
                        asking.decrementAndGet();
                    }
                });
    }

    private boolean mayBeMet(InetSocketAddress address, Origin origin) {
        return onLoopback || origin.mayNameLoopback() || !address.getAddress().isLoopbackAddress();
    }

    /** Whether no source may still name somebody soon who was not named before. */
    boolean isOver() {
        boolean isEarly =
                !config.reach().join().isEmpty() && System.nanoTime() - begunAt < NAMED_NANOS;
        return !isEarly
                && !begins
                && asking.get() == 0
                && sources.stream().noneMatch(source -> source.peers().isLooking());
    }

    @Override
    public void close() {
        List<Engine.Source> open;
        synchronized (this) {
            closed = true;
            open = sources;
            sources = List.of();
        }
        open.forEach(source -> source.peers().close());
    }

    /** What a source tells. */
    private final class Subscription implements PeerSource.Subscriber {
        private final Origin origin;

        private Subscription(Origin origin) {
            this.origin = origin;
        }

        @Override
        public PeerSource.Progress progress() {
            return new PeerSource.Progress(0, 0, 1); // somebody is always to be found
        }

        @Override
        public boolean wantsPeers() {
            return true;
        }

        @Override
        public boolean isAlone() {
            return overlay.isAlone();
        }

        /**
         * What is not described is announced nowhere, as who only looks must not be; but in the
         * local network nobody answers who does not call.
         */
        @Override
        public boolean isDescribed() {
            return !visitor || origin == Origin.LOCAL_DISCOVERY;
        }

        @Override
        public void found(Collection<InetSocketAddress> peers) {
            overlay.found(peers.stream().filter(address -> mayBeMet(address, origin)).toList());
        }

        @Override
        public void works(String name, int seeders, int leechers) {}

        @Override
        public void fails(String name, String reason) {}
    }
}
