package dunlin.swarm;

import dunlin.net.Ticker;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.FrontDoor;
import dunlin.peer.RateLimiter;
import dunlin.peer.dial.RacingDialer;
import dunlin.protocol.Bitfield;
import dunlin.protocol.PeerId;
import dunlin.storage.DiskPool;
import dunlin.storage.Library;
import dunlin.storage.OpenMode;
import dunlin.storage.ShareDisk;
import dunlin.storage.ShareFiles;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.dial.Origin;
import dunlin.testkit.SampleShare;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** A swarm of one share with all that a node would give it, listening on loopback. */
public final class LocalPeer implements AutoCloseable {
    private static final int MAX_PEERS = 20;

    final PieceBuffers buffers = new PieceBuffers(16 << 20);
    final List<InetSocketAddress> banned = new CopyOnWriteArrayList<>();
    final PeerId id = PeerId.random(RandomGenerator.getDefault());
    final SampleShare share;
    final Path folder;
    final Swarm swarm;
    private final ShareFiles files;
    private final Library library;
    private final DiskPool disk = new DiskPool(1);
    private final FrontDoor door;
    private final Connector connector;

    private LocalPeer(SampleShare share, Path folder, Bitfield have, OpenMode mode)
            throws Exception {
        this.share = share;
        this.folder = Files.createDirectories(folder);
        if (mode == OpenMode.SERVE) {
            share.putInto(folder);
        }
        library = Library.open(folder.resolve("library.db"));
        library.put(share.entry(folder, have), Map.of());
        files = ShareFiles.open(folder, SampleShare.NAME, share.info(), mode);
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        door = FrontDoor.open(loopback, ConnectionBudget.small());
        connector =
                new Connector(
                        new AddressBook(1_000, true),
                        RacingDialer.overTcp(Optional.of(loopback), ConnectionBudget.small()),
                        Ticker.SYSTEM);
        Swarm.Settings settings =
                new Swarm.Settings(
                        id,
                        door.address().getPort(),
                        DhtPort.NONE,
                        false,
                        RateLimiter.UNLIMITED,
                        RateLimiter.UNLIMITED,
                        buffers,
                        MAX_PEERS,
                        Ticker.SYSTEM,
                        RandomGenerator.getDefault());
        ShareDisk.Opening pooled = disk.share(share.info(), files, library);
        swarm = new Swarm(share.info(), have, pooled, connector, settings, new Ears());
        connector.admitTo(swarm);
        door.lead(swarm.id(), swarm);
    }

    /** One that has everything. */
    public static LocalPeer seeder(SampleShare share, Path folder) throws Exception {
        return holder(share, folder, share.all());
    }

    /** One that has only these pieces, and asks for no others. */
    static LocalPeer holder(SampleShare share, Path folder, Bitfield have) throws Exception {
        LocalPeer peer = new LocalPeer(share, folder, have, OpenMode.SERVE);
        peer.swarm.serveOnly();
        return peer;
    }

    /** One that has nothing and fetches. */
    static LocalPeer leecher(SampleShare share, Path folder) throws Exception {
        LocalPeer peer = new LocalPeer(share, folder, share.none(), OpenMode.FETCH);
        peer.swarm.start();
        return peer;
    }

    public InetSocketAddress address() {
        return door.address();
    }

    LocalPeer dials(LocalPeer... others) {
        for (LocalPeer other : others) {
            connector.add(List.of(other.address()), Origin.PERSON);
        }
        return this;
    }

    /** Whether everything is there within the time that any test may take. */
    boolean awaitWhole() throws Exception {
        return swarm.awaitDone(Duration.ofSeconds(30)) && share.isWholeIn(folder);
    }

    public int connected() {
        return swarm.status().peers().size();
    }

    @Override
    public void close() throws Exception {
        door.close();
        connector.close();
        swarm.close();
        disk.close();
        files.close();
        library.close();
    }

    private final class Ears implements SwarmListener {
        @Override
        public void banned(InetSocketAddress peer, String reason) {
            banned.add(peer);
        }
    }
}
