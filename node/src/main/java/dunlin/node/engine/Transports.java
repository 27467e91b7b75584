package dunlin.node.engine;

import dunlin.net.udp.PacketPort;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.Dialer;
import dunlin.peer.FrontDoor;
import dunlin.peer.Transport.Kind;
import dunlin.peer.dial.RacingDialer;
import dunlin.peer.dial.Way;
import dunlin.peer.utp.UtpStack;
import dunlin.peer.utp.core.UtpSettings;
import dunlin.protocol.ErrorText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways to other peers and from them: TCP and uTP, under one port number, since others are told
 * only one; and the UDP port, which the DHT shares with uTP. Thread-safe.
 */
final class Transports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transports.class);

    /** How often a number is looked for that is free for TCP and for UDP. */
    private static final int TRIES = 16;

    private final FrontDoor door;
    private final Optional<PacketPort> packets;
    private final Optional<UtpStack> utp;
    private final Dialer dialer;
    private final Optional<Dialer> utpDialer;

    private Transports(NodeConfig config, Sockets sockets, Means means, ConnectionBudget budget) {
        this.door = sockets.door();
        this.packets = sockets.packets();
        this.utp =
                packets.filter(_ -> config.ways().utp())
                        .map(port ->
                                UtpStack.open(
                                        port, settings(config), means.utpMemory(), door::take));
        Map<Kind, Way> ways = new EnumMap<>(Kind.class);
        if (config.ways().tcp()) {
            ways.put(
                    Kind.TCP,
                    RacingDialer.tcp(config.bind().map(bind -> new InetSocketAddress(bind, 0))));
        }
        utp.ifPresent(stack -> ways.put(Kind.UTP, stack::dial));
        this.dialer = new RacingDialer(ways, budget);
        this.utpDialer = utp.map(stack -> new RacingDialer(Map.of(Kind.UTP, stack::dial), budget));
    }

    private static UtpSettings settings(NodeConfig config) {
        UtpSettings usual = UtpSettings.USUAL;
        return new UtpSettings(
                usual.minBuffer(), usual.maxBuffer(), config.ways().lanRates(), usual.maxPacket());
    }

    /**
     * Begins to listen in the ways that are wanted.
     *
     * @param budget of the node, in which all connections count
     * @throws IOException if the port is taken and no other may be, or no address is to be had
     */
    static Transports open(NodeConfig config, Means means, ConnectionBudget budget)
            throws IOException {
        return new Transports(config, Sockets.open(config, budget), means, budget);
    }

    /** Where peers come in. */
    FrontDoor door() {
        return door;
    }

    /** How peers are dialled. */
    Dialer dialer() {
        return dialer;
    }

    /** How those are dialled who dial us at the same time (BEP 55), if that can be. */
    Optional<Dialer> utpDialer() {
        return utpDialer;
    }

    /** The UDP port, if one is wanted and was to be had. */
    Optional<PacketPort> packets() {
        return packets;
    }

    /** Lets nobody in any more; after who else listens on the UDP port. */
    @Override
    public void close() {
        door.close();
        utp.ifPresent(UtpStack::close);
        packets.ifPresent(PacketPort::close);
    }

    /**
     * What is bound.
     *
     * @param door the way in, with TCP's socket or without any
     */
    private record Sockets(FrontDoor door, Optional<PacketPort> packets) {
        static Sockets open(NodeConfig config, ConnectionBudget budget) throws IOException {
            if (!config.ways().tcp()) {
                return withoutTcp(config, budget);
            }
            try {
                return atOneNumber(config, budget);
            } catch (IOException e) {
                if (config.portRequired() || config.port() == 0) {
                    throw taken(config, ErrorText.of(e), e);
                }
                return Sockets.atAnyNumber(config, budget);
            }
        }

        private static IOException taken(NodeConfig config, String why, Exception cause) {
            return new IOException("cannot listen on port " + config.port() + ": " + why, cause);
        }

        private static Sockets withoutTcp(NodeConfig config, ConnectionBudget budget)
                throws IOException {
            PacketPort port = PacketPort.open(address(config, config.port()));
            boolean isElsewhere = config.port() != 0 && port.address().getPort() != config.port();
            if (isElsewhere && config.portRequired()) {
                port.close();
                throw new IOException(
                        "cannot listen on UDP port " + config.port() + ": it is taken");
            }
            return new Sockets(FrontDoor.withoutSocket(port.address(), budget), Optional.of(port));
        }

        private static Sockets atOneNumber(NodeConfig config, ConnectionBudget budget)
                throws IOException {
            Sockets sockets = bind(config, config.port(), budget);
            if (sockets.agree() || !config.ways().utp()) {
                return sockets;
            }
            if (config.portRequired() && config.port() != 0) {
                LOG.warn(
                        "UDP port {} is taken: others reach this peer over TCP only",
                        config.port());
                return sockets;
            }
            sockets.close();
            return atAnyNumber(config, budget);
        }

        private static Sockets atAnyNumber(NodeConfig config, ConnectionBudget budget)
                throws IOException {
            Sockets sockets = bind(config, 0, budget);
            for (int i = 1; i < TRIES && config.ways().utp() && !sockets.agree(); i++) {
                sockets.close();
                sockets = bind(config, 0, budget);
            }
            return sockets;
        }

        /** Binds TCP there, and UDP there as well or elsewhere. */
        private static Sockets bind(NodeConfig config, int number, ConnectionBudget budget)
                throws IOException {
            FrontDoor door = FrontDoor.open(address(config, number), budget);
            if (!config.ways().utp() && !config.reach().dht()) {
                return new Sockets(door, Optional.empty());
            }
            try {
                return new Sockets(door, Optional.of(PacketPort.open(door.address())));
            } catch (IOException e) {
                LOG.warn("neither uTP nor a part in the DHT: {}", ErrorText.of(e));
                return new Sockets(door, Optional.empty());
            }
        }

        private static InetSocketAddress address(NodeConfig config, int number) {
            return config.bind()
                    .map(bind -> new InetSocketAddress(bind, number))
                    .orElseGet(() -> new InetSocketAddress(number));
        }

        /** Whether there is one number for both; where there is no UDP, nothing disagrees. */
        private boolean agree() {
            int number = door.address().getPort();
            return packets.map(it -> it.address().getPort() == number).orElse(true);
        }

        private void close() {
            packets.ifPresent(PacketPort::close);
            door.close();
        }
    }
}
