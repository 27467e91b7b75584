package dunlin.peer.utp;

import dunlin.net.udp.PacketPort;
import dunlin.net.udp.PacketPort.Sent;
import dunlin.peer.utp.core.PacketSink;
import dunlin.protocol.PeerAddress;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Sends the packets of one connection at a time, those of a turn together where the system can. For
 * one thread at a time.
 */
final class PacketSender implements PacketSink {
    private static final int LONGEST = 65_535;

    private final PacketPort port;
    private final PacketPort.Batch batch;
    private final ByteBuffer single = ByteBuffer.allocateDirect(LONGEST);
    private PeerAddress to = new PeerAddress(0, 0, 0);
    private int longest;
    private int refused;

    PacketSender(PacketPort port) {
        this.port = port;
        this.batch = port.batch();
    }

    /** A connection's turn begins. */
    void begin(PeerAddress to) {
        this.to = to;
        longest = 0;
        refused = 0;
    }

    @Override
    public void send(ByteBuffer head, MemorySegment bytes, long from, int length, Kind kind) {
        if (kind == Kind.USUAL) {
            longest = Math.max(longest, head.remaining() + length);
            batch.add(to, head, bytes, from, length);
        } else {
            sendAlone(head, bytes, from, length, kind == Kind.PROBE);
        }
    }

    private void sendAlone(
            ByteBuffer head, MemorySegment bytes, long from, int length, boolean isWhole) {
        sendBatch(); // packets leave in order
        single.clear().put(head.duplicate());
        MemorySegment.copy(bytes, from, MemorySegment.ofBuffer(single), 0, length);
        single.position(single.position() + length).flip();
        if (port.send(single, to, isWhole) == Sent.TOO_LONG) {
            refused = Math.max(refused, single.remaining());
        }
    }

    private void sendBatch() {
        if (batch.send() == Sent.TOO_LONG) {
            refused = Math.max(refused, longest);
        }
        longest = 0;
    }

    /**
     * The turn is over: all that was sent leaves.
     *
     * @return the length of the longest packet that the system refused as too long for the way; 0
     *     if it refused none
     */
    int end() {
        sendBatch();
        return refused;
    }
}
