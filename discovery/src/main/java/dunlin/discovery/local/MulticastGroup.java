package dunlin.discovery.local;

import dunlin.net.AddressRange;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A multicast group, in all local networks that this machine is in. Other programs may listen to
 * the same one. One thread receives; any may send.
 */
final class MulticastGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MulticastGroup.class);

    /** Interfaces of one machine that are used; some have hundreds, of containers. */
    private static final int MOST_INTERFACES = 16;

    /** How far a packet goes: through no router, or not even out of this machine. */
    private static final int NETWORK = 1;

    private static final int MACHINE = 0;

    private final InetSocketAddress group;
    private final Optional<InetAddress> bind;
    private final DatagramChannel channel;
    private final ByteBuffer packet = ByteBuffer.allocate(LocalAnnouncement.MOST_BYTES);
    private final Map<NetworkInterface, MembershipKey> joined = new HashMap<>();

    /** The networks that this machine is in. */
    private volatile List<AddressRange> networks = List.of();

    /** The addresses of this machine there. */
    private volatile Set<InetAddress> own = Set.of();

    private MulticastGroup(
            InetSocketAddress group, Optional<InetAddress> bind, DatagramChannel channel) {
        this.group = group;
        this.bind = bind;
        this.channel = channel;
    }

    /**
     * Listens to a group.
     *
     * @param bind the one address of this machine to be heard from, if a person named one
     * @throws IOException if this machine cannot
     */
    static MulticastGroup open(InetSocketAddress group, Optional<InetAddress> bind)
            throws IOException {
        boolean isV4 = group.getAddress() instanceof Inet4Address;
        DatagramChannel channel =
                DatagramChannel.open(
                        isV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            // Peers of this machine hear each other.
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
            channel.bind(new InetSocketAddress(isV4 ? "0.0.0.0" : "::", group.getPort()));
            MulticastGroup open = new MulticastGroup(group, bind, channel);
            open.look();
            return open;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress group() {
        return group;
    }

    /** Joins where this machine has come into another network, and leaves where that is gone. */
    synchronized void look() throws IOException {
        Set<NetworkInterface> now = new HashSet<>();
        List<AddressRange> ranges = new ArrayList<>();
        Set<InetAddress> addresses = new HashSet<>();
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            List<AddressRange> its = networksOf(one);
            if (!its.isEmpty() && now.size() < MOST_INTERFACES) {
                now.add(one);
                ranges.addAll(its);
                one.inetAddresses().forEach(addresses::add);
            }
        }
        networks = List.copyOf(ranges);
        own = Set.copyOf(addresses);
        joined.entrySet()
                .removeIf(entry -> {
                    boolean isGone = !now.contains(entry.getKey());
                    if (isGone) {
                        entry.getValue().drop();
                    }
                    return isGone;
                });
        for (NetworkInterface one : now) {
            if (!joined.containsKey(one)) {
                try {
                    joined.put(one, channel.join(group.getAddress(), one));
                } catch (IOException e) {
                    LOG.debug("no multicast on {}: {}", one.getName(), e.toString());
                }
            }
        }
    }

    /** The networks that an interface is in, if it is to be used. */
    private List<AddressRange> networksOf(NetworkInterface one) throws IOException {
        if (!one.isUp() || one.isLoopback() || !one.supportsMulticast()) {
            return List.of();
        }
        if (bind.isPresent() && one.inetAddresses().noneMatch(bind.get()::equals)) {
            return List.of();
        }
        boolean isV4 = group.getAddress() instanceof Inet4Address;
        if (!isV4 && one.inetAddresses().anyMatch(Inet4Address.class::isInstance)) {
            return List.of(); // who is heard over both would be dialled twice
        }
        List<AddressRange> its = new ArrayList<>();
        for (InterfaceAddress address : one.getInterfaceAddresses()) {
            if (address.getAddress() instanceof Inet4Address == isV4) {
                int bits = address.getNetworkPrefixLength() + (isV4 ? 96 : 0);
                its.add(new AddressRange(PeerAddress.of(address.getAddress(), 0), bits));
            }
        }
        return its;
    }

    /**
     * Whether a sender is in a network of this machine. Who is not may have written the address of
     * a victim as its own, that all who hear it would then dial.
     */
    boolean isLocal(InetAddress sender) {
        PeerAddress address = PeerAddress.of(sender, 0);
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Sends a packet into all networks. */
    synchronized void send(byte[] bytes) throws IOException {
        send(bytes, NETWORK);
    }

    /**
     * Answers one host. Of the programs of this machine a packet to it alone would reach any: all
     * are reached by one to the group that goes no further.
     */
    synchronized void answer(byte[] bytes, InetAddress to) throws IOException {
        if (own.contains(to)) {
            send(bytes, MACHINE);
        } else {
            channel.send(ByteBuffer.wrap(bytes), new InetSocketAddress(to, group.getPort()));
        }
    }

    private void send(byte[] bytes, int reach) throws IOException {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, reach);
        for (NetworkInterface one : joined.keySet()) {
            try {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, one);
                channel.send(ByteBuffer.wrap(bytes), group);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) { // a network that is just going, or that has no route
                LOG.debug("nothing leaves {}: {}", one.getName(), e.toString());
            }
        }
    }

    /** A packet that came. */
    interface Receiver {
        void received(byte[] packet, int length, InetAddress sender);
    }

    /**
     * Waits for a packet.
     *
     * @throws ClosedChannelException if it is closed meanwhile
     */
    void receive(Receiver receiver) throws IOException {
        InetSocketAddress sender = (InetSocketAddress) channel.receive(packet.clear());
        receiver.received(packet.array(), packet.position(), sender.getAddress());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a multicast group", e);
        }
    }
}
