package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.udp.PacketPort.Batch;
import dunlin.net.udp.PacketPort.Sent;
import dunlin.protocol.PeerAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Packets that leave in one call of the system, their payloads from where they lie. */
final class LinuxBatch implements Batch {
    /** Three messages of packets of 1,452 bytes. */
    private static final int PACKETS = 128;

    /** Room for heads: one as long as a packet, or all of the usual length. */
    private static final int HEADS = 65_536;

    /** Freed with this object; then nobody is in a call that uses it. */
    private final Arena memory = Arena.ofAuto();

    private final TakenSocket socket;
    private final PlainOutlet outlet;
    private final Outgoing outgoing;
    private final MemorySegment heads = memory.allocate(HEADS, Long.BYTES);
    private final ByteBuffer headBytes = heads.asByteBuffer();
    private final MemorySegment receiver = memory.allocate(Outgoing.CONTROL_AT, Long.BYTES);

    private int used;
    private @Nullable PeerAddress lastTo;
    private Sent worst = Sent.TAKEN;

    LinuxBatch(TakenSocket socket, PlainOutlet outlet) {
        this.socket = socket;
        this.outlet = outlet;
        this.outgoing = new Outgoing(socket.cuts(), PACKETS, 2, 0);
        receiver.set(JAVA_SHORT, 0, (short) LinuxCalls.AF_INET6);
    }

    @Override
    public void add(PeerAddress to, ByteBuffer head, MemorySegment payload, long from, int length) {
        int headLength = head.remaining();
        if (outgoing.packets() == PACKETS || headLength > HEADS - used) {
            flush();
        }
        long address = 0;
        if (length > 0) {
            Objects.checkFromIndexSize(from, length, payload.byteSize());
            if (!payload.isNative()) {
                throw new IllegalArgumentException("a payload in the heap");
            }
            address = payload.address() + from;
        }
        write(to);
        headBytes.put(used, head, head.position(), headLength);
        outgoing.part(0, heads.address() + used, headLength);
        outgoing.part(1, address, length);
        outgoing.add(receiver, 0);
        used += headLength;
    }

    private void write(PeerAddress to) {
        if (!to.equals(lastTo)) {
            lastTo = to;
            long address = MessageLayout.ADDRESS;
            receiver.set(MessageLayout.NETWORK_SHORT, MessageLayout.PORT, (short) to.port());
            receiver.set(MessageLayout.NETWORK_LONG, address, to.high());
            receiver.set(MessageLayout.NETWORK_LONG, address + Long.BYTES, to.low());
        }
    }

    @Override
    public Sent send() {
        flush();
        Sent result = worst;
        worst = Sent.TAKEN;
        return result;
    }

    private void flush() {
        int packets = outgoing.packets();
        if (packets == 0) {
            return;
        }
        int unsent = packets;
        Sent result = Sent.LOST;
        if (outlet.fragments().begin(true, 0)) {
            try {
                unsent = outgoing.send(socket.descriptor(), LinuxCalls.MSG_DONTWAIT);
                result = outgoing.worst();
            } finally {
                outlet.fragments().end(true, 0);
            }
        }
        outlet.count(packets, unsent);
        worst = result.compareTo(worst) > 0 ? result : worst;
        outgoing.clear();
        used = 0;
    }
}
