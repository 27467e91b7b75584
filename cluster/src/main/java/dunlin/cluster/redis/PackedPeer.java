package dunlin.cluster.redis;

import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.SwarmStore.PeerSink;
import java.nio.ByteBuffer;

/** An address as the scripts have it: its 4 or 16 bytes and two of port, in network order. */
final class PackedPeer {
    private static final int IPV4 = 6;
    private static final int IPV6 = 18;

    private PackedPeer() {}

    static byte[] pack(PeerAddress address) {
        ByteBuffer bytes =
                address.isIpv4()
                        ? ByteBuffer.allocate(IPV4).putInt(address.ipv4())
                        : ByteBuffer.allocate(IPV6).putLong(address.high()).putLong(address.low());
        return bytes.putShort((short) address.port()).array();
    }

    static PeerAddress unpack(byte[] packed) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        return packed.length == IPV4
                ? PeerAddress.ipv4(bytes.getInt(), Short.toUnsignedInt(bytes.getShort()))
                : new PeerAddress(
                        bytes.getLong(), bytes.getLong(), Short.toUnsignedInt(bytes.getShort()));
    }

    static void tellIpv4(byte[] packed, PeerSink sink) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        while (bytes.remaining() >= IPV4) {
            sink.ipv4(bytes.getInt(), Short.toUnsignedInt(bytes.getShort()));
        }
    }

    static void tellIpv6(byte[] packed, PeerSink sink) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        while (bytes.remaining() >= IPV6) {
            sink.ipv6(bytes.getLong(), bytes.getLong(), Short.toUnsignedInt(bytes.getShort()));
        }
    }
}
