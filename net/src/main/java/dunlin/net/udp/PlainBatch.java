package dunlin.net.udp;

import dunlin.net.udp.PacketPort.Batch;
import dunlin.net.udp.PacketPort.Sent;
import dunlin.protocol.PeerAddress;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends each packet as it is added, put together in one buffer. */
final class PlainBatch implements Batch {
    /** Longer than any packet that UDP has room for. */
    private static final int MAX_PACKET = 65_536;

    /** For how long its packets may wait for room, all together. */
    private static final long PATIENCE_NANOS = 2_000_000;

    private final PlainOutlet outlet;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(MAX_PACKET);
    private final MemorySegment bytes = MemorySegment.ofBuffer(packet);

    private @Nullable PeerAddress lastTo;
    private InetSocketAddress receiver = new InetSocketAddress(0);
    private Sent worst = Sent.TAKEN;
    private boolean isBegun;
    private long begun;

    PlainBatch(PlainOutlet outlet) {
        this.outlet = outlet;
    }

    @Override
    public void add(PeerAddress to, ByteBuffer head, MemorySegment payload, long from, int length) {
        if (!to.equals(lastTo)) {
            lastTo = to;
            receiver = to.socketAddress();
        }
        long now = System.nanoTime();
        if (!isBegun) {
            isBegun = true;
            begun = now;
        }
        int headLength = head.remaining();
        packet.clear().put(0, head, head.position(), headLength);
        if (length > 0) {
            MemorySegment.copy(payload, from, bytes, headLength, length);
        }
        // One wait a batch: what finds no room then is lost, as behind it all would be.
        Sent sent =
                outlet.send(packet.limit(headLength + length), receiver, true, worst != Sent.LOST);
        worst = sent.compareTo(worst) > 0 ? sent : worst;
    }

    @Override
    public Sent send() {
        Sent result = worst;
        worst = Sent.TAKEN;
        isBegun = false;
        return result;
    }
}
