package dunlin.peer.utp;

import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Somebody who sends what packets he likes. */
final class RawPeer implements AutoCloseable {
    private static final int WINDOW = 1 << 20;

    private final DatagramSocket socket;
    private final InetSocketAddress victim;
    final PacketHead head = new PacketHead();

    RawPeer(InetSocketAddress victim) throws IOException {
        this(victim, InetAddress.getLoopbackAddress());
    }

    RawPeer(InetSocketAddress victim, InetAddress from) throws IOException {
        this.victim = victim;
        this.socket = new DatagramSocket(0, from);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(PacketType type, int id, int sequence, int acknowledged, byte... payload)
            throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(PacketHead.LENGTH + payload.length);
        int micros = (int) (System.nanoTime() / 1_000);
        PacketHead.put(packet, type, 0, id, micros, 0, WINDOW, sequence, acknowledged);
        packet.put(payload);
        socket.send(new DatagramPacket(packet.array(), packet.capacity(), victim));
    }

    /** The next packet, read by {@link #head}; empty if none comes for so long. */
    Optional<Integer> hear(int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        }
        head.read(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        return Optional.of(packet.getLength());
    }

    /** Dials as anybody does, and sends a byte. @return the number that was acknowledged */
    int connect(int id) throws IOException {
        send(PacketType.SYN, id, 1, 0);
        if (hear(5_000).isEmpty()) {
            throw new SocketTimeoutException("no answer to a SYN");
        }
        int acknowledged = head.sequence() - 1 & 0xffff;
        send(PacketType.DATA, id + 1, 2, acknowledged, (byte) 1);
        return acknowledged;
    }

    @Override
    public void close() {
        socket.close();
    }
}
