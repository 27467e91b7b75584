package dunlin.swarm;

import dunlin.peer.FrontDoor;
import dunlin.peer.Greeted;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.peer.RateLimiter;
import dunlin.peer.Transport;
import dunlin.protocol.Bitfield;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.dial.Origin;
import dunlin.testkit.MemoryDisk;
import dunlin.testkit.MemoryHost;
import dunlin.testkit.MemoryNetwork;
import dunlin.testkit.SampleShare;
import dunlin.testkit.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A whole swarm in virtual time, in one thread: the real swarms of every peer, over a network and
 * disks in memory. All that is drawn comes from one seed.
 *
 * <pre>
 * SimulatedSwarm swarm = new SimulatedSwarm(share, seed);
 * swarm.seeder(UPLINK);
 * swarm.leechers(19, UPLINK);
 * swarm.runUntilAllAreComplete(Duration.ofMinutes(5));
 * </pre>
 */
final class SimulatedSwarm {
    private static final Duration LATENCY = Duration.ofMillis(5);
    private static final int MAX_PEERS = 50;
    private static final int FIRST_PORT = 6881;

    /** One peer, and what was heard of it. */
    final class Peer {
        final MemoryHost host;
        final Swarm swarm;
        final MemoryDisk.Faults disk = new MemoryDisk.Faults();
        final List<InetSocketAddress> banned = new ArrayList<>();
        private final PeerId id = PeerId.random(random);
        private final Connector connector;
        private long completedAt = -1;

        private Peer(Bitfield have, long uplink, PieceBuffers buffers) {
            host =
                    network.host(
                            new InetSocketAddress(
                                    InetAddress.ofLiteral("10.1.0." + (1 + peers.size())),
                                    FIRST_PORT + peers.size()),
                            uplink);
            connector =
                    new Connector(
                            new AddressBook(500, true),
                            way == Transport.Kind.UTP ? host.utpDialer() : host.dialer(),
                            gossips ? Optional.of(host.utpDialer()) : Optional.empty(),
                            time);
            Swarm.Settings settings =
                    new Swarm.Settings(
                            id,
                            host.address().getPort(),
                            DhtPort.NONE,
                            gossips,
                            RateLimiter.UNLIMITED,
                            RateLimiter.UNLIMITED,
                            buffers,
                            MAX_PEERS,
                            time,
                            random);
            swarm =
                    new Swarm(
                            share.info(),
                            have,
                            MemoryDisk.with(time, share.info(), share.content(), have, disk),
                            connector,
                            settings,
                            new Ears());
            connector.admitTo(swarm);
            host.lead(swarm.id(), swarm);
        }

        PeerId id() {
            return id;
        }

        /** A tracker names these peers to it. */
        void hearsOf(List<InetSocketAddress> others) {
            connector.add(others, Origin.TRACKER);
        }

        /** When it had everything, after the beginning; negative if it has not. */
        Duration completedAt() {
            return Duration.ofNanos(completedAt);
        }

        private final class Ears implements SwarmListener {
            @Override
            public void completed() {
                completedAt = time.nanoTime();
            }

            @Override
            public void banned(InetSocketAddress peer, String reason) {
                banned.add(peer);
            }
        }
    }

    final VirtualTime time;
    final MemoryNetwork network;
    final List<Peer> peers = new ArrayList<>();
    private final SampleShare share;
    private final RandomGenerator random;
    private boolean gossips;
    private Transport.Kind way = Transport.Kind.TCP;

    SimulatedSwarm(SampleShare share, long seed) {
        this(share, seed, new VirtualTime());
    }

    /** One of several, which know nothing of each other but the time. */
    SimulatedSwarm(SampleShare share, long seed, VirtualTime time) {
        this.time = time;
        this.network = new MemoryNetwork(time, LATENCY);
        this.share = share;
        this.random = new SplittableRandom(seed);
    }

    /** Whoever is added from now on tells of others, has them meet, and dials so. */
    void gossips(Transport.Kind by) {
        gossips = true;
        way = by;
    }

    /** Adds one that has nothing and asks for nothing. */
    Peer bystander() {
        Peer peer = peer(share.none(), 1);
        peer.swarm.serveOnly();
        return peer;
    }

    /** Adds a peer that has everything. @param uplink bytes a second */
    Peer seeder(long uplink) {
        Peer peer = peer(share.all(), uplink);
        peer.swarm.serveOnly();
        return peer;
    }

    /** Adds peers that have nothing. @param uplink bytes a second, of each */
    List<Peer> leechers(int count, long uplink) {
        List<Peer> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(peer(share.none(), uplink));
        }
        return added;
    }

    /** Adds a peer that has nothing, and a memory for pieces in common with other swarms. */
    Peer leecher(PieceBuffers buffers) {
        return peer(share.none(), 0, buffers);
    }

    private Peer peer(Bitfield have, long uplink) {
        return peer(have, uplink, new PieceBuffers(16 << 20));
    }

    private Peer peer(Bitfield have, long uplink, PieceBuffers buffers) {
        Peer peer = new Peer(have, uplink, buffers);
        peers.add(peer);
        return peer;
    }

    /** Lets everyone know of everyone, and time pass. @return whether all were done in time */
    boolean runUntilAllAreComplete(Duration limit) {
        start();
        return time.runUntil(this::isComplete, limit);
    }

    /** Lets everyone know of everyone, and begin. */
    void start() {
        List<InetSocketAddress> all = peers.stream().map(peer -> peer.host.address()).toList();
        for (Peer peer : peers) {
            peer.connector.add(
                    all.stream().filter(one -> !one.equals(peer.host.address())).toList(),
                    Origin.PERSON);
            peer.swarm.start();
        }
    }

    /**
     * Strangers who dial the peer, say this, and do nothing more.
     *
     * @param hosts that they come from, in turn
     * @param ids under which they come, in turn
     */
    List<PeerConnection> strangers(
            Peer victim, int count, int hosts, Supplier<PeerId> ids, Message... saying)
            throws IOException, ProtocolException {
        return strangers(victim.host.address(), count, hosts, ids, saying);
    }

    List<PeerConnection> strangers(
            InetSocketAddress victim, int count, int hosts, Supplier<PeerId> ids, Message... saying)
            throws IOException, ProtocolException {
        List<PeerConnection> strangers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            InetAddress host = InetAddress.ofLiteral("10.66.0." + (1 + i % hosts));
            MemoryHost from = network.host(new InetSocketAddress(host, 20_000 + i), 1);
            Handshake handshake = Handshake.ours(share.info().id(), ids.get());
            PeerConnection stranger =
                    from.dialer()
                            .dial(victim, handshake, Duration.ofSeconds(1))
                            .open(
                                    new Deaf(),
                                    PeerConnection.Settings.withoutBlocks(
                                            FrameLimits.ofPieces(share.geometry().pieces())));
            stranger.start();
            stranger.sendAll(List.of(saying));
            strangers.add(stranger);
        }
        return strangers;
    }

    /**
     * Strangers who listen, let everyone in who dials them, and do nothing more.
     *
     * @param hosts on which they are, in turn
     * @return where
     */
    List<InetSocketAddress> listeners(int count, int hosts) {
        List<InetSocketAddress> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            InetAddress host = InetAddress.ofLiteral("10.67.0." + (1 + i % hosts));
            MemoryHost listener = network.host(new InetSocketAddress(host, 20_000 + i), 1);
            listener.lead(share.info().id(), new Idler(Handshake.ours(share.info().id(), anyId())));
            all.add(listener.address());
        }
        return all;
    }

    private record Idler(Handshake handshake) implements FrontDoor.Host {
        @Override
        public void admit(Greeted greeted) {
            greeted.open(
                            new Deaf(),
                            PeerConnection.Settings.withoutBlocks(FrameLimits.PIECES_UNKNOWN))
                    .start();
        }
    }

    PeerId anyId() {
        return PeerId.random(random);
    }

    /** Hears nothing. */
    private static final class Deaf implements PeerListener {
        @Override
        public void onMessage(PeerConnection connection, Message message) {}

        @Override
        public @Nullable ByteBuffer onBlockStart(PeerConnection connection, Message.Piece head) {
            return null;
        }

        @Override
        public void onBlock(PeerConnection connection, Message.Piece head) {}

        @Override
        public void onClosed(PeerConnection connection, String reason) {}
    }

    boolean isComplete() {
        return peers.stream().allMatch(peer -> peer.swarm.status().complete());
    }
}
