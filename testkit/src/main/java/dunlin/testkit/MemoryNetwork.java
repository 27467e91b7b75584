package dunlin.testkit;

import dunlin.peer.Dialer;
import dunlin.peer.FrontDoor;
import dunlin.peer.Greeted;
import dunlin.peer.Transport;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A network in memory, in virtual time: hosts with an uplink each, and one latency between any two.
 * What is sent on a connection arrives in order, messages before blocks that wait; the blocks of
 * all connections of a host take turns on its uplink. Not thread-safe.
 */
public final class MemoryNetwork {
    private final VirtualTime time;
    private final Duration latency;
    private final Map<InetSocketAddress, MemoryHost> hosts = new HashMap<>();

    /** Of all that went over it, in order: equal runs have equal traces. */
    private long trace = 17;

    public MemoryNetwork(VirtualTime time, Duration latency) {
        this.time = time;
        this.latency = latency;
    }

    /**
     * A host of one peer, that can dial and be dialled at this address.
     *
     * @param uplink bytes a second
     */
    public MemoryHost host(InetSocketAddress address, long uplink) {
        MemoryHost host = new MemoryHost(this, address, uplink);
        hosts.put(address, host);
        return host;
    }

    /** Takes a host away: its connections break, and nobody reaches it any more. */
    public void remove(InetSocketAddress address) {
        MemoryHost gone = hosts.remove(address);
        if (gone != null) {
            gone.end();
        }
    }

    VirtualTime time() {
        return time;
    }

    long latencyNanos() {
        return latency.toNanos();
    }

    /** A number that depends on everything that was sent, by whom, to whom and when. */
    public long trace() {
        return trace;
    }

    void sent(InetSocketAddress from, InetSocketAddress to, Message what) {
        ByteBuffer bytes = ByteBuffer.allocate(MessageCodec.length(what));
        MessageCodec.put(what, bytes);
        trace = trace * 31 + time.nanoTime();
        trace = trace * 31 + from.getPort();
        trace = trace * 31 + to.getPort();
        trace = trace * 31 + bytes.flip().hashCode();
    }

    /** The way out of a host. */
    Dialer dialer(MemoryHost from, Transport.Kind kind) {
        return (remote, ours, _) -> dial(from, remote, ours, kind);
    }

    private Greeted dial(
            MemoryHost from, InetSocketAddress remote, Handshake ours, Transport.Kind kind)
            throws IOException {
        if (from.isGone()) {
            throw new ConnectException("this host is gone");
        }
        MemoryHost to = hosts.get(remote);
        FrontDoor.Host door = to == null ? null : to.door(ours.infoHash());
        if (to == null || door == null) {
            throw new ConnectException("nobody listens at " + remote);
        }
        boolean utp = kind == Transport.Kind.UTP;
        // Whoever dials over TCP is seen with a port of its own making.
        InetSocketAddress seenAt = utp ? from.address() : from.ephemeralAddress();
        if (utp) {
            from.sendsTo(remote);
        }
        if (!to.hears(seenAt)) {
            throw new SocketTimeoutException(remote + " does not answer");
        }
        Handshake theirs = door.handshake();
        MemoryConnection near = new MemoryConnection(this, from, remote, theirs, false, kind);
        MemoryConnection far = new MemoryConnection(this, to, seenAt, ours, true, kind);
        near.joinTo(far);
        time.after(latencyNanos(), () -> door.admit(far));
        return near;
    }
}
