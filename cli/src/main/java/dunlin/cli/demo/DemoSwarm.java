package dunlin.cli.demo;

import dunlin.cli.command.Events;
import dunlin.net.HostPort;
import dunlin.node.Node;
import dunlin.node.api.NamedTracker;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Reach;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Ways;
import dunlin.node.engine.NodeConfig;
import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.event.IndexEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An index and a few peers on the loopback interface, each peer with a part of one share, so that
 * nobody can do without any of them. All are the real parts, over real sockets.
 */
final class DemoSwarm implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Path folder;
    private final Deque<Node> peers = new ArrayDeque<>();
    private final Map<InetSocketAddress, String> names = new ConcurrentHashMap<>();
    private final TrackerServer index;

    /**
     * Starts the index.
     *
     * @param folder where everyone keeps their state
     */
    DemoSwarm(Path folder, IndexEvents events) throws IOException {
        this.folder = folder;
        Path state = Files.createDirectories(folder.resolve("index"));
        index =
                TrackerServer.start(
                        TrackerServer.Config.open(
                                new InetSocketAddress(LOOPBACK, 0), Duration.ofSeconds(30)),
                        state.resolve("catalogue.db"),
                        events);
    }

    URI indexUrl() {
        return URI.create("http://" + HostPort.format(index.address()));
    }

    Tiers trackers() {
        return Tiers.each(List.of(tracker().announce().toString()));
    }

    private NamedTracker tracker() {
        return NamedTracker.parse(indexUrl().toString());
    }

    /** What the peer at this address is called. */
    String label(InetSocketAddress address) {
        String name = names.get(address);
        return (name == null ? "" : name + " ") + HostPort.format(address);
    }

    /** Starts a peer. */
    Node peer(String name, long upRate, long downRate) throws Exception {
        Path state = Files.createDirectories(folder.resolve(name));
        Node node =
                new Node(
                        new NodeConfig(
                                state,
                                name,
                                Optional.of(LOOPBACK),
                                0,
                                false,
                                upRate,
                                downRate,
                                List.of(),
                                List.of(tracker()),
                                Reach.NAMED_ONLY,
                                Ways.USUAL));
        peers.push(node);
        names.put(node.self().address(), name);
        return node;
    }

    /** Starts a peer for each name; together they have every piece, and each piece only once. */
    void seed(Metainfo metainfo, Path content, List<String> names, long upRate) throws Exception {
        List<Bitfield> parts = parts(metainfo.info().geometry().pieces(), names.size());
        for (int i = 0; i < names.size(); i++) {
            Node node = peer(names.get(i), upRate, 0);
            Events events = new Events();
            node.follow(events);
            ShareStatus part = node.servePart(metainfo, content, parts.get(i));
            if (events.awaitServing(node, part.number(), _ -> {}).state()
                    instanceof ShareState.Failed(NodeRefusal why)) {
                throw why;
            }
        }
    }

    /** Deals the pieces out like cards. */
    static List<Bitfield> parts(int pieces, int peers) {
        List<Bitfield> parts = new ArrayList<>();
        for (int peer = 0; peer < peers; peer++) {
            Bitfield part = Bitfield.none(pieces);
            for (int piece = peer; piece < pieces; piece += peers) {
                part.set(piece);
            }
            parts.add(part);
        }
        return parts;
    }

    /** Ends the peers, then the index. */
    @Override
    public void close() {
        peers.forEach(Node::close);
        index.close();
    }
}
