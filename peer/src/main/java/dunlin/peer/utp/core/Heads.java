package dunlin.peer.utp.core;

import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Writes the heads of one connection's packets, and sends them. Not thread-safe. */
final class Heads {
    /** Bytes that {@link #introduce} adds. */
    static final int INTRODUCTION = 2 + PacketHead.BITS_LENGTH;

    /** Least bytes that {@link #padded} adds. */
    static final int LEAST_PADDING = 12;

    private static final int ID_AT = 2;
    private static final int ACKNOWLEDGED_AT = 18;

    /** Nobody's extension. */
    private static final int PADDING = 0x7a;

    private static final int LONGEST_EXTENSION = 255;

    private final ByteBuffer head =
            ByteBuffer.allocate(PacketHead.LENGTH + 2 + ReceiveSide.MOST_SELECTIVE);
    private final int connectionId;
    private final ReceiveSide receive;
    private int difference;
    private long lastSent;
    private boolean isAckDue;

    /**
     * @param connectionId the one in packets to the other side
     */
    Heads(int connectionId, ReceiveSide receive, long now) {
        this.connectionId = connectionId;
        this.receive = receive;
        lastSent = now;
    }

    int connectionId() {
        return connectionId;
    }

    static int micros(long now) {
        return (int) (now / 1_000);
    }

    /** A packet with this timestamp came. */
    void heard(int timestamp, long now) {
        difference = micros(now) - timestamp;
    }

    /** When the last packet left. */
    long lastSent() {
        return lastSent;
    }

    boolean isAckDue() {
        return isAckDue;
    }

    void ackIsDue() {
        isAckDue = true;
    }

    /** A packet that may bear bytes of the stream. Acknowledges. */
    void send(
            PacketSink sink,
            PacketType type,
            long sequence,
            MemorySegment bytes,
            long from,
            int length,
            PacketSink.Kind kind,
            long now) {
        begin(head.clear(), type, 0, sequence, now);
        sink.send(head.flip(), bytes, from, length, kind);
    }

    /** A packet with bytes that says what we can, too. Acknowledges. */
    void introduce(
            PacketSink sink,
            long sequence,
            MemorySegment bytes,
            long from,
            int length,
            PacketSink.Kind kind,
            long now) {
        begin(head.clear(), PacketType.DATA, PacketHead.BITS, sequence, now);
        head.put((byte) 0).put((byte) PacketHead.BITS_LENGTH).putLong(PacketHead.TAKES_LONG);
        sink.send(head.flip(), bytes, from, length, kind);
    }

    /** A packet without bytes. Acknowledges. */
    void send(PacketSink sink, PacketType type, long sequence, long now) {
        send(sink, type, sequence, MemorySegment.NULL, 0, 0, PacketSink.Kind.USUAL, now);
    }

    /** The first packet of a connection: it bears the id for packets to us. */
    void begin(PacketSink sink, int id, long sequence, long now) {
        head.clear();
        begin(head, PacketType.SYN, 0, sequence, now);
        head.putShort(ID_AT, (short) id).putShort(ACKNOWLEDGED_AT, (short) 0);
        sink.send(head.flip(), MemorySegment.NULL, 0, 0, PacketSink.Kind.USUAL);
    }

    /** An acknowledgement, with all that came after a gap. */
    void acknowledge(PacketSink sink, long sequence, long now) {
        int selective = receive.selectiveLength();
        int extension = selective > 0 ? PacketHead.SELECTIVE_ACK : 0;
        begin(head.clear(), PacketType.STATE, extension, sequence, now);
        if (selective > 0) {
            head.put((byte) 0).put((byte) selective);
            receive.putSelective(head, selective);
        }
        sink.send(head.flip(), MemorySegment.NULL, 0, 0, PacketSink.Kind.USUAL);
    }

    /**
     * A packet that is longer than its bytes need, to see how long a packet may be: filled up with
     * extensions that everybody skips.
     *
     * @param padding bytes to add, at least {@link #LEAST_PADDING}
     */
    void padded(
            PacketSink sink,
            int padding,
            long sequence,
            MemorySegment bytes,
            long from,
            int length,
            long now) {
        ByteBuffer longer = ByteBuffer.allocate(PacketHead.LENGTH + padding);
        begin(longer, PacketType.DATA, PacketHead.BITS, sequence, now);
        int left = padding - 2 - PacketHead.BITS_LENGTH;
        longer.put((byte) (left > 0 ? PADDING : 0)).put((byte) PacketHead.BITS_LENGTH);
        longer.position(longer.position() + PacketHead.BITS_LENGTH);
        while (left > 0) {
            int block = Math.min(left, 2 + LONGEST_EXTENSION);
            if (left - block == 1) {
                block--;
            }
            left -= block;
            longer.put((byte) (left > 0 ? PADDING : 0)).put((byte) (block - 2));
            longer.position(longer.position() + block - 2);
        }
        sink.send(longer.flip(), bytes, from, length, PacketSink.Kind.PROBE);
    }

    private void begin(ByteBuffer target, PacketType type, int extension, long sequence, long now) {
        lastSent = now;
        isAckDue = false;
        PacketHead.put(
                target,
                type,
                extension,
                connectionId,
                micros(now),
                difference,
                receive.promise(),
                (int) sequence,
                (int) receive.acknowledged());
    }
}
