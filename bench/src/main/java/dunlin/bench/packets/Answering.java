package dunlin.bench.packets;

import dunlin.net.udp.PacketPort;
import dunlin.protocol.PeerAddress;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Answers each batch that comes with how many bytes have come in all. */
final class Answering implements PacketPort.Listener {
    private final PacketPort.Batch batch;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(Sending.HEAD);

    private long received;
    private PeerAddress from = new PeerAddress(0, 0, 0);

    Answering(PacketPort port) {
        this.batch = port.batch();
        answer.put(0, Sending.FIRST_BYTE);
    }

    @Override
    public void heard(ByteBuffer packet, PeerAddress from) {
        this.from = from;
        if (packet.getLong(packet.position() + Sending.ARRIVED) == 0) {
            received = 0; // another sender begins
        }
        received += packet.remaining();
    }

    @Override
    public void heardAll() {
        answer.putLong(Sending.ARRIVED, received);
        batch.add(from, answer, MemorySegment.NULL, 0, 0);
        batch.send();
    }
}
