package dunlin.testkit.internet;

import java.nio.ByteBuffer;

/**
 * An IPv4 packet of UDP or TCP, whose addresses can be changed.
 *
 * <pre>
 *   byte 0   4 bits version, 4 bits words in the header
 *        6   flags, and where this fragment belongs
 *        9   protocol: 6 TCP, 17 UDP
 *       10   the header's checksum
 *       12   source, 16 destination
 *   then     2 bytes source port, 2 bytes destination port;
 *            a checksum over all that and the addresses: TCP at 16, UDP at 6 (0 for none)
 * </pre>
 */
final class IpPacket {
    static final int TCP = 6;
    static final int UDP = 17;

    private final ByteBuffer bytes;
    private final int head;

    private IpPacket(ByteBuffer bytes) {
        this.bytes = bytes;
        this.head = (bytes.get(0) & 0x0f) * 4;
    }

    /** Whether the bytes are one: whole, and no later fragment. */
    static boolean is(ByteBuffer bytes) {
        if (bytes.limit() < 28 || bytes.get(0) >> 4 != 4) {
            return false;
        }
        int protocol = bytes.get(9);
        boolean isFirst = (bytes.getShort(6) & 0x1fff) == 0;
        int head = (bytes.get(0) & 0x0f) * 4;
        int least = head + (protocol == TCP ? 20 : 8);
        return isFirst && (protocol == TCP || protocol == UDP) && bytes.limit() >= least;
    }

    /** Reads and changes these bytes. */
    static IpPacket in(ByteBuffer bytes) {
        return new IpPacket(bytes);
    }

    /** One end of a flow. */
    record End(int protocol, int address, int port) {}

    int protocol() {
        return bytes.get(9);
    }

    End source() {
        return new End(protocol(), bytes.getInt(12), Short.toUnsignedInt(bytes.getShort(head)));
    }

    End destination() {
        return new End(protocol(), bytes.getInt(16), Short.toUnsignedInt(bytes.getShort(head + 2)));
    }

    void source(int address, int port) {
        change(12, head, address, port);
    }

    void destination(int address, int port) {
        change(16, head + 2, address, port);
    }

    private void change(int addressAt, int portAt, int address, int port) {
        int before = sum(addressAt, 4);
        int all = before + sum(portAt, 2);
        bytes.putInt(addressAt, address);
        bytes.putShort(portAt, (short) port);
        int after = sum(addressAt, 4);
        mend(10, before, after);
        int checksumAt = head + (protocol() == TCP ? 16 : 6);
        if (protocol() == TCP || bytes.getShort(checksumAt) != 0) {
            mend(checksumAt, all, after + sum(portAt, 2));
        }
    }

    private int sum(int at, int length) {
        int sum = 0;
        for (int i = at; i < at + length; i += 2) {
            sum += Short.toUnsignedInt(bytes.getShort(i));
        }
        return sum;
    }

    /** A checksum follows what it is over without all of that being looked at (RFC 1624). */
    private void mend(int at, int before, int after) {
        int sum = (~bytes.getShort(at) & 0xffff) + after;
        for (int rest = before; rest > 0; rest >>>= 16) {
            sum += ~rest & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        int mended = ~sum & 0xffff;
        boolean isUdp = at != 10 && protocol() == UDP;
        bytes.putShort(at, (short) (isUdp && mended == 0 ? 0xffff : mended));
    }
}
