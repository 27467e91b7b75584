package dunlin.protocol.utp;

import java.nio.ByteBuffer;

/**
 * Reads one uTP packet after another (BEP 29), with no object for each: what it says is that of the
 * last packet. Not thread-safe.
 *
 * <pre>
 *  0       4       8               16              24              32
 *  +-------+-------+---------------+---------------+---------------+
 *  | type  | ver 1 | extension     | connection id                 |
 *  +-------+-------+---------------+---------------+---------------+
 *  | timestamp, microseconds                                       |
 *  | timestamp difference, microseconds                            |
 *  | window, bytes                                                 |
 *  | sequence number               | acknowledged sequence number  |
 *  +---------------------------------------------------------------+
 *  | next extension | length | bytes … |  until the next is 0, then the payload
 * </pre>
 */
public final class PacketHead {
    /** Bytes without extensions. */
    public static final int LENGTH = 20;

    /** Which packets after a missing one have come. */
    public static final int SELECTIVE_ACK = 1;

    /**
     * What a side can do: 64 bits, of which libutp uses none. It drops a packet whose first
     * extension is not this one or the one before, and what has another length.
     */
    public static final int BITS = 2;

    public static final int BITS_LENGTH = 8;

    /**
     * The bit of who takes packets longer than Ethernet's. Others cut those without a word and
     * acknowledge the rest: libtorrent at 1,500 bytes, Transmission at 4,096.
     */
    public static final long TAKES_LONG = 1L << 44;

    private static final int VERSION = 1;
    private static final PacketType[] TYPES = PacketType.values();

    private PacketType type = PacketType.RESET;
    private int connectionId;
    private int timestamp;
    private int timestampDifference;
    private int window;
    private int sequence;
    private int acknowledged;
    private int selectiveAt;
    private int selectiveLength;
    private boolean takesLong;
    private ByteBuffer packet = ByteBuffer.allocate(0);

    /**
     * Reads a packet from its position to its limit; afterwards its position is at the payload.
     *
     * @param packet big-endian; looked at until the next one is read
     * @return false if it is none, or its extensions are longer than it is
     */
    public boolean read(ByteBuffer packet) {
        if (packet.remaining() < LENGTH) {
            return false;
        }
        int at = packet.position();
        int first = packet.get(at) & 0xff;
        if ((first & 0x0f) != VERSION || first >>> 4 >= TYPES.length) {
            return false;
        }
        this.packet = packet;
        type = TYPES[first >>> 4];
        connectionId = packet.getShort(at + 2) & 0xffff;
        timestamp = packet.getInt(at + 4);
        timestampDifference = packet.getInt(at + 8);
        window = packet.getInt(at + 12);
        sequence = packet.getShort(at + 16) & 0xffff;
        acknowledged = packet.getShort(at + 18) & 0xffff;
        return readExtensions(packet, packet.get(at + 1) & 0xff, at + LENGTH);
    }

    private boolean readExtensions(ByteBuffer packet, int first, int from) {
        selectiveLength = 0;
        takesLong = false;
        int at = from;
        for (int extension = first; extension != 0; ) {
            if (packet.limit() - at < 2) {
                return false;
            }
            int next = packet.get(at) & 0xff;
            int length = packet.get(at + 1) & 0xff;
            at += 2;
            if (packet.limit() - at < length) {
                return false;
            }
            if (extension == SELECTIVE_ACK) {
                selectiveAt = at;
                selectiveLength = length;
            } else if (extension == BITS && length == BITS_LENGTH) {
                takesLong = (packet.getLong(at) & TAKES_LONG) != 0;
            }
            at += length;
            extension = next;
        }
        packet.position(at);
        return true;
    }

    public PacketType type() {
        return type;
    }

    /** 0 to 65535. */
    public int connectionId() {
        return connectionId;
    }

    /** When it was sent by its sender's clock; microseconds, modulo 2³². */
    public int timestamp() {
        return timestamp;
    }

    /** What our last packet took by both clocks; microseconds, modulo 2³². */
    public int timestampDifference() {
        return timestampDifference;
    }

    /** Bytes that its sender still has room for, 0 to 2³²−1. */
    public long window() {
        return window & 0xffff_ffffL;
    }

    /** 0 to 65535. */
    public int sequence() {
        return sequence;
    }

    /** The last number up to which its sender has all; 0 to 65535. */
    public int acknowledged() {
        return acknowledged;
    }

    /** How many packets the selective acknowledgement tells of; 0 if there is none. */
    public int selectiveCount() {
        return selectiveLength * 8;
    }

    /**
     * Whether a packet beyond the first missing one has come.
     *
     * @param i 0 for the packet {@code acknowledged() + 2}, below {@link #selectiveCount}
     */
    public boolean isSelected(int i) {
        return (packet.get(selectiveAt + (i >>> 3)) >>> (i & 7) & 1) != 0;
    }

    /** Whether its sender says that it takes packets of any length. */
    public boolean takesLong() {
        return takesLong;
    }

    /** Bytes of the stream that it brings. */
    public int payloadLength() {
        return packet.remaining();
    }

    /** The packet itself, at its payload. */
    public ByteBuffer payload() {
        return packet;
    }

    /** Puts the first 20 bytes of a packet. Numbers are taken modulo their size. */
    public static void put(
            ByteBuffer target,
            PacketType type,
            int extension,
            int connectionId,
            int timestamp,
            int timestampDifference,
            long window,
            int sequence,
            int acknowledged) {
        target.put((byte) (type.ordinal() << 4 | VERSION));
        target.put((byte) extension);
        target.putShort((short) connectionId);
        target.putInt(timestamp);
        target.putInt(timestampDifference);
        target.putInt((int) Math.min(window, 0xffff_ffffL));
        target.putShort((short) sequence);
        target.putShort((short) acknowledged);
    }
}
