package dunlin.discovery.local;

import dunlin.net.LocalAddress;
import dunlin.protocol.ErrorText;
import dunlin.protocol.local.LocalAnnounce;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of local discovery (BEP 14), joined on every network that this machine is in. Only
 * {@link #wake} may be called by another thread than the one that has it.
 */
final class MulticastPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MulticastPort.class);
    private static final int PORT = 6771;

    /** So many networks are told; a machine with more has them for something else. */
    private static final int MOST_NETWORKS = 32;

    /** Packets that are heard before it is looked what else is due. */
    private static final int MOST_AT_ONCE = 64;

    /** Networks come and go; to look takes a moment. */
    private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

    /** One group: where it is heard, and whence it is told. */
    private record Group(
            InetSocketAddress address,
            String name,
            DatagramChannel in,
            DatagramChannel out,
            Set<String> joined) {
        boolean isIpv4() {
            return address.getAddress() instanceof Inet4Address;
        }
    }

    private final Optional<InetAddress> bind;
    private final Selector selector;
    private final List<Group> groups = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(LocalAnnounce.MAX_LENGTH + 1);
    private List<NetworkInterface> networks = List.of();
    private long lookedAt;

    private MulticastPort(Optional<InetAddress> bind, Selector selector) {
        this.bind = bind;
        this.selector = selector;
    }

    /**
     * Joins the groups.
     *
     * @param bind the address to tell from, on its network alone; empty for all
     * @throws IOException if there is no multicast here
     */
    static MulticastPort open(Optional<InetAddress> bind) throws IOException {
        MulticastPort port = new MulticastPort(bind, Selector.open());
        port.add(StandardProtocolFamily.INET, "239.192.152.143", "239.192.152.143:" + PORT);
        port.add(StandardProtocolFamily.INET6, "ff15::efc0:988f", "[ff15::efc0:988f]:" + PORT);
        if (port.groups.isEmpty()) {
            port.close();
            throw new IOException("no multicast");
        }
        port.look();
        return port;
    }

    private void add(ProtocolFamily family, String group, String name) {
        boolean isIpv4 = family == StandardProtocolFamily.INET;
        if (bind.isPresent() && bind.get() instanceof Inet4Address != isIpv4) {
            return;
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(group), PORT);
        List<DatagramChannel> open = new ArrayList<>();
        try {
            DatagramChannel in = DatagramChannel.open(family);
            open.add(in);
            in.setOption(StandardSocketOptions.SO_REUSEADDR, true); // other peers are here, too
            bind(in, address);
            in.configureBlocking(false);
            DatagramChannel out = DatagramChannel.open(family);
            open.add(out);
            out.bind(bind.map(it -> new InetSocketAddress(it, 0)).orElse(null));
            out.configureBlocking(false);
            in.register(selector, SelectionKey.OP_READ);
            groups.add(new Group(address, name, in, out, new HashSet<>()));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("no multicast to {}: {}", name, e.getMessage());
            open.forEach(MulticastPort::close);
        }
    }

    /** To the group's address: then nothing that is sent to this machine alone is heard. */
    private static void bind(DatagramChannel in, InetSocketAddress group) throws IOException {
        try {
            in.bind(group);
        } catch (IOException _) { // Windows
            in.bind(new InetSocketAddress(PORT));
        }
    }

    /** Finds out which networks there are now, and joins the groups there. */
    private void look() {
        lookedAt = System.nanoTime();
        try {
            networks =
                    NetworkInterface.networkInterfaces()
                            .filter(this::isSuitable)
                            .limit(MOST_NETWORKS)
                            .toList();
        } catch (SocketException e) {
            LOG.debug("no networks: {}", e.getMessage());
            networks = List.of();
        }
        for (Group group : groups) {
            for (NetworkInterface network : networks) {
                if (has(network, group.isIpv4()) && group.joined.add(key(network))) {
                    join(group, network);
                }
            }
        }
    }

    private static void join(Group group, NetworkInterface network) {
        try {
            group.in.join(group.address.getAddress(), network);
        } catch (IOException | RuntimeException e) {
            group.joined.remove(key(network));
            LOG.debug("cannot join {} on {}: {}", group.name, network.getName(), e.getMessage());
        }
    }

    private static String key(NetworkInterface network) {
        return network.getIndex() + network.getName();
    }

    private boolean isSuitable(NetworkInterface network) {
        try {
            return network.isUp()
                    && network.supportsMulticast()
                    && !network.isLoopback()
                    && !network.isPointToPoint()
                    && (bind.isEmpty() || network.inetAddresses().anyMatch(bind.get()::equals));
        } catch (SocketException _) { // it is gone
            return false;
        }
    }

    private static boolean has(NetworkInterface network, boolean isIpv4) {
        return network.inetAddresses().anyMatch(it -> it instanceof Inet4Address == isIpv4);
    }

    /**
     * Tells all networks; over IPv6 only those that have no IPv4, else whoever speaks both would
     * meet us twice.
     *
     * @param packet makes the packet for a group of this name
     */
    void tell(Function<String, byte[]> packet) {
        if (System.nanoTime() - lookedAt > LOOK_NANOS) {
            look();
        }
        for (Group group : groups) {
            ByteBuffer bytes = ByteBuffer.wrap(packet.apply(group.name));
            for (NetworkInterface network : networks) {
                if (group.isIpv4() ? has(network, true) : !has(network, true)) {
                    tell(group, network, bytes.rewind());
                }
            }
        }
    }

    private static void tell(Group group, NetworkInterface network, ByteBuffer packet) {
        try {
            group.out.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
            group.out.send(packet, on(network, group.address));
        } catch (IOException | RuntimeException e) {
            LOG.debug("cannot tell {}: {}", network.getName(), e.getMessage());
        }
    }

    private static InetSocketAddress on(NetworkInterface network, InetSocketAddress group)
            throws IOException {
        return group.getAddress() instanceof Inet6Address
                ? new InetSocketAddress(
                        Inet6Address.getByAddress(null, group.getAddress().getAddress(), network),
                        group.getPort())
                : group;
    }

    /** Hands over what has come, from which host; waits for it so long, or until woken. */
    void hear(Duration patience, BiConsumer<InetAddress, byte[]> listener) throws IOException {
        selector.select(Math.max(1, patience.toMillis()));
        selector.selectedKeys().clear();
        for (Group group : groups) {
            hear(group, listener);
        }
    }

    private void hear(Group group, BiConsumer<InetAddress, byte[]> listener) {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                SocketAddress from = group.in.receive(buffer.clear());
                if (from == null) {
                    return;
                }
                byte[] packet = new byte[buffer.flip().remaining()];
                buffer.get(packet);
                if (from instanceof InetSocketAddress sender && isNear(sender.getAddress())) {
                    listener.accept(sender.getAddress(), packet);
                }
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", group.name, ErrorText.of(e));
        }
    }

    /** Whether it is of a network of ours: whoever forges its address could point at anybody. */
    private boolean isNear(InetAddress host) {
        return LocalAddress.is(host)
                || networks.stream()
                        .flatMap(network -> network.getInterfaceAddresses().stream())
                        .anyMatch(ours ->
                                samePrefix(
                                        ours.getAddress(), host, ours.getNetworkPrefixLength()));
    }

    private static boolean samePrefix(InetAddress one, InetAddress other, int bits) {
        byte[] a = one.getAddress();
        byte[] b = other.getAddress();
        boolean same = a.length == b.length && bits <= a.length * 8;
        for (int i = 0; same && i < bits; i++) {
            int mask = 0x80 >> (i & 7);
            same = (a[i >> 3] & mask) == (b[i >> 3] & mask);
        }
        return same;
    }

    /** Lets {@link #hear} return at once. */
    void wake() {
        selector.wakeup();
    }

    @Override
    public void close() {
        for (Group group : groups) {
            close(group.in);
            close(group.out);
        }
        close(selector);
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }
}
