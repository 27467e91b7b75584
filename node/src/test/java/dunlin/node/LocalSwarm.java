package dunlin.node;

import static org.awaitility.Awaitility.await;

import dunlin.node.api.Reach;
import dunlin.node.api.Ways;
import dunlin.node.engine.NodeConfig;
import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.Selection;
import dunlin.storage.ShareBuilder;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A swarm of real nodes and a real tracker on loopback addresses, made by a test and closed with
 * it.
 *
 * <pre>
 * try (LocalSwarm swarm = LocalSwarm.in(folder)) {
 *     Metainfo share = swarm.folder("pictures", 3_000_000, 32 * 1024);
 *     swarm.seeder(share);
 *     swarm.node().fetch(new Wanted.Described(share, swarm.trackers()), …)
 * }
 * </pre>
 */
final class LocalSwarm implements AutoCloseable {
    private final Path folder;
    private final TrackerServer tracker;
    private final Map<Integer, List<String>> announced;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int nodes;

    private LocalSwarm(Path folder, TrackerServer tracker, Map<Integer, List<String>> announced) {
        this.folder = folder;
        this.tracker = tracker;
        this.announced = announced;
    }

    static LocalSwarm in(Path folder) throws IOException {
        Map<Integer, List<String>> announced = new ConcurrentHashMap<>();
        IndexEvents events =
                event -> {
                    if (event instanceof IndexEvent.Peer peer) {
                        announced
                                .computeIfAbsent(
                                        peer.address().port(), _ -> new CopyOnWriteArrayList<>())
                                .add(peer.change().name());
                    }
                };
        return new LocalSwarm(
                folder,
                TrackerServer.start(
                        TrackerServer.Config.open(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Duration.ofMinutes(1)),
                        folder.resolve("catalogue.db"),
                        events),
                announced);
    }

    /** Where content that is shared stands. */
    Path content(String name) {
        return folder.resolve("content").resolve(name);
    }

    /**
     * Makes a folder of random files, names with a space and an umlaut, one empty, and its
     * metainfo.
     */
    Metainfo folder(String name, int bytes, int pieceLength) throws Exception {
        return folder(name, bytes, pieceLength, false);
    }

    Metainfo folder(String name, int bytes, int pieceLength, boolean isPrivate) throws Exception {
        Path root = Files.createDirectories(content(name));
        Random random = new Random(42);
        int third = bytes / 3;
        write(root.resolve("a file.bin"), third, random);
        write(Files.createDirectories(root.resolve("ünder")).resolve("größe.bin"), third, random);
        write(root.resolve("z.bin"), bytes - 2 * third, random);
        Files.createFile(root.resolve("empty"));
        ShareBuilder.Options options =
                new ShareBuilder.Options(
                        OptionalInt.of(pieceLength), Selection.PLAIN, isPrivate, 2);
        return Metainfo.of(
                ShareBuilder.build(root, options, (done, total) -> {}).info(), trackers());
    }

    private static void write(Path file, int bytes, Random random) throws IOException {
        byte[] data = new byte[bytes];
        random.nextBytes(data);
        Files.write(file, data);
    }

    Tiers trackers() {
        return Tiers.each(List.of("http://127.0.0.1:" + tracker.address().getPort() + "/announce"));
    }

    /** A new node on a free port, with a home of its own, that dials these peers. */
    Node node(InetSocketAddress... peers) throws Exception {
        return nodeAt("home" + nodes++, peers);
    }

    /** A node whose home may have been another's before. */
    Node nodeAt(String home, InetSocketAddress... peers) throws Exception {
        return node(home, 0, peers);
    }

    /** A new node that listens there. */
    Node nodeOn(InetSocketAddress address) throws Exception {
        return node("home" + nodes++, address.getPort());
    }

    private Node node(String home, int port, InetSocketAddress... peers) throws Exception {
        Node node =
                new Node(
                        new NodeConfig(
                                folder.resolve(home),
                                home,
                                Optional.of(InetAddress.getByName("127.0.0.1")),
                                port,
                                true,
                                0,
                                0,
                                List.of(peers),
                                List.of(),
                                Reach.NAMED_ONLY,
                                Ways.USUAL));
        open.push(node);
        return node;
    }

    /** A node that has all of the share. */
    Node seeder(Metainfo share) throws Exception {
        return holder(share, Bitfield.all(share.info().geometry().pieces()));
    }

    /**
     * A node that has only these pieces. The tracker knows of it: one that came before would hear
     * of it only at its next announce.
     */
    Node holder(Metainfo share, Bitfield pieces) throws Exception {
        Node node = node();
        Path content = content(share.info().name());
        node.servePart(share, content, pieces);
        await().until(() -> announced.containsKey(node.self().address().getPort()));
        return node;
    }

    /** What the tracker heard from a port: STARTED, COMPLETED, STOPPED. */
    List<String> announcesOf(int port) {
        return announced.getOrDefault(port, List.of());
    }

    /** Where a node puts what it fetches. */
    Path downloads(String name) throws IOException {
        return Files.createDirectories(folder.resolve("downloads-" + name));
    }

    /** Whether two folders hold the same files with the same bytes. */
    static boolean same(Path one, Path other) throws IOException {
        List<Path> names = names(one);
        if (!names.equals(names(other))) {
            return false;
        }
        for (Path name : names) {
            if (Files.mismatch(one.resolve(name), other.resolve(name)) != -1) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> names(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).map(root::relativize).sorted().toList();
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        tracker.close();
    }
}
