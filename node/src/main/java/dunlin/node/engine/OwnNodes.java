package dunlin.node.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.discovery.PeerSource;
import dunlin.discovery.dht.Dht;
import dunlin.discovery.dht.DhtListener;
import dunlin.discovery.dht.DhtSettings;
import dunlin.discovery.dht.Memory;
import dunlin.net.HostPort;
import dunlin.net.udp.PacketPort;
import dunlin.node.api.NodeEvent;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.storage.StorageException;
import dunlin.storage.WholeFile;
import dunlin.swarm.dial.DhtPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This peer's nodes of the DHT: on its UDP port, remembered in its home from one life to the next.
 * Thread-safe.
 */
final class OwnNodes implements DhtPort, DhtListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnNodes.class);
    private static final String FILE = "dht.nodes";

    private final Path file;
    private final Consumer<NodeEvent> events;
    private final Dht dht;

    /**
     * Begins to take part. Waits for nobody.
     *
     * @param port where the nodes are; stays its owner's
     * @param peers the number of the port where this peer listens for connections
     * @param readOnly whether it is for a short while only
     */
    OwnNodes(
            NodeConfig config,
            PacketPort port,
            int peers,
            boolean readOnly,
            Consumer<NodeEvent> events) {
        this.file = config.state().resolve(FILE);
        this.events = events;
        boolean isNamed = config.reach().dhtBootstrap().isPresent();
        DhtSettings settings =
                new DhtSettings(
                        families(config.bind()), peers, entrances(config), isNamed, readOnly);
        this.dht = Dht.start(port, settings, read(), this, Dht.Surroundings.usual());
    }

    private static Set<Family> families(Optional<InetAddress> bind) {
        return bind.map(it -> EnumSet.of(Family.of(PeerAddress.of(it, 0))))
                .orElse(EnumSet.allOf(Family.class));
    }

    /** A peer that is here on this machine alone asks nobody elsewhere, unless it is told to. */
    private static List<HostPort> entrances(NodeConfig config) {
        boolean isHere = config.bind().map(InetAddress::isLoopbackAddress).orElse(false);
        return config.reach().dhtBootstrap().orElse(isHere ? List.of() : DhtSettings.WELL_KNOWN);
    }

    private Memory read() {
        try {
            return Files.size(file) > Memory.MAX_LENGTH
                    ? Memory.NONE
                    : Memory.parse(Files.readString(file));
        } catch (IOException _) {
            return Memory.NONE; // there was no earlier life, or nobody can read of it
        }
    }

    /** Takes part for this share; not to be asked for a private one. */
    PeerSource source(InfoHash id, PeerSource.Subscriber subscriber) {
        return dht.source(id, subscriber);
    }

    Dht dht() {
        return dht;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(dht.port());
    }

    @Override
    public void heard(InetSocketAddress node) {
        dht.learn(node);
    }

    @Override
    public void entered(int nodes) {
        events.accept(new NodeEvent.DhtEntered(nodes));
    }

    @Override
    public void silent() {
        events.accept(new NodeEvent.DhtSilent());
    }

    @Override
    public void remember(Memory memory) {
        try {
            WholeFile.replace(file, memory.text().getBytes(UTF_8));
        } catch (StorageException e) {
            LOG.info("the DHT's nodes are not remembered: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        dht.close();
    }
}
