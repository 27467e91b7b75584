package dunlin.testkit;

import dunlin.peer.Dialer;
import dunlin.peer.FrontDoor;
import dunlin.peer.Transport;
import dunlin.protocol.InfoHash;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One host of a {@link MemoryNetwork}: its door, and its uplink. */
public final class MemoryHost {
    private static final int FIRST_EPHEMERAL_PORT = 32_768;
    private static final double SECOND = 1e9;

    private final MemoryNetwork network;
    private final InetSocketAddress address;
    private final long uplink;
    private final Map<InfoHash, FrontDoor.Host> hosts = new HashMap<>();

    /** Connections with blocks to send, whose turn comes first. */
    private final Deque<MemoryConnection> waiting = new ArrayDeque<>();

    private final List<MemoryConnection> connections = new ArrayList<>();

    /** To whom it sent something, if it is behind a router that lets only answers in. */
    private Optional<Set<InetSocketAddress>> answersFrom = Optional.empty();

    private boolean gone;
    private boolean sending;
    private int ephemeral = FIRST_EPHEMERAL_PORT;
    private long sent;

    MemoryHost(MemoryNetwork network, InetSocketAddress address, long uplink) {
        this.network = network;
        this.address = address;
        this.uplink = uplink;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** The way out, over TCP. */
    public Dialer dialer() {
        return network.dialer(this, Transport.Kind.TCP);
    }

    /** The way out over uTP, from the one port that it has. */
    public Dialer utpDialer() {
        return network.dialer(this, Transport.Kind.UTP);
    }

    /**
     * Puts it behind a router that gives its port one outer port, the address's, and lets a packet
     * in there only from where one was sent to (RFC 4787: endpoint-independent mapping, address and
     * port-dependent filtering).
     */
    public void hide() {
        answersFrom = Optional.of(new HashSet<>());
    }

    /** A packet leaves its one port for there. */
    void sendsTo(InetSocketAddress remote) {
        answersFrom.ifPresent(it -> it.add(remote));
    }

    /** Whether what comes from there reaches it. */
    boolean hears(InetSocketAddress remote) {
        return answersFrom.map(it -> it.contains(remote)).orElse(true);
    }

    /** Leads whoever asks for this info-hash to a host. */
    public void lead(InfoHash id, FrontDoor.Host host) {
        hosts.put(id, host);
    }

    /** Bytes of blocks that left. */
    public long sent() {
        return sent;
    }

    /** One end of a connection is here. */
    void holds(MemoryConnection connection) {
        connections.add(connection);
    }

    boolean isGone() {
        return gone;
    }

    /** Breaks all connections; whoever is still here hears and says nothing any more. */
    void end() {
        gone = true;
        List.copyOf(connections).forEach(connection -> connection.close("the host is gone"));
    }

    FrontDoor.@Nullable Host door(InfoHash id) {
        return hosts.get(id);
    }

    InetSocketAddress ephemeralAddress() {
        return new InetSocketAddress(address.getAddress(), ephemeral++);
    }

    /** A connection has a block to send. */
    void wants(MemoryConnection connection) {
        if (!waiting.contains(connection)) {
            waiting.add(connection);
        }
        if (!sending) {
            sendNext();
        }
    }

    /** The block of the connection whose turn it is occupies the uplink for as long as it takes. */
    private void sendNext() {
        sending = false;
        while (!sending && !waiting.isEmpty()) {
            MemoryConnection connection = waiting.remove();
            int bytes = connection.sendBlock();
            if (bytes > 0) {
                sending = true;
                sent += bytes;
                network.time().after((long) (bytes * SECOND / uplink), this::sendNext);
                if (connection.hasBlocks()) {
                    waiting.add(connection);
                }
            }
        }
    }
}
