package dunlin.bench.sim.utp;

import dunlin.peer.utp.core.MtuSearch;
import dunlin.peer.utp.core.PacketSink;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Watches the stream that one end sends the other: what it sends, what of it arrives, what the
 * other side acknowledges and how much it promises to take; and complains of what is not as it must
 * be. Not thread-safe.
 */
final class Witness {
    private final int salt;
    private long[] ends = new long[64];
    private final BitSet arrived = new BitSet();
    private long first = -1;
    private int sent;
    private int inOrder;
    private final BitSet selected = new BitSet();
    private long promised;
    private int acknowledged = -1;
    private int longest = MtuSearch.SAFE;
    private long again;
    private boolean hasEnded;

    /**
     * @param salt the bytes of the stream follow from it
     */
    Witness(int salt) {
        this.salt = salt;
    }

    /** The byte of the stream at a place. */
    byte at(long offset) {
        return (byte) (((int) offset ^ salt) * 0x9e3779b1 >>> 22);
    }

    /** Its end sends a packet. */
    void sent(PacketHead head, ByteBuffer packet, PacketSink.Kind kind) {
        int length = packet.limit();
        Broken.unless(
                kind != PacketSink.Kind.USUAL || length <= longest,
                "a packet of %d bytes, where none longer than %d has arrived",
                length,
                longest);
        if (!hasNumber(head.type())) {
            Broken.unless(
                    head.payloadLength() == 0, "a payload in a packet of type %s", head.type());
            return;
        }
        if (first < 0) {
            first = head.sequence();
        }
        int number = number(head.sequence(), sent);
        int payload = head.payloadLength();
        Broken.unless(
                number >= 0 && number <= sent, "number %d sent after number %d", number, sent - 1);
        Broken.unless(
                head.type() == PacketType.DATA == payload > 0,
                "%d bytes in a packet of type %s",
                payload,
                head.type());
        long from = end(number - 1);
        if (number == sent) {
            Broken.unless(!hasEnded, "packet %d after the end", number);
            append(from + payload);
            hasEnded = head.type() == PacketType.FIN;
            Broken.unless(
                    payload == 0
                            || outstanding() <= promised
                            || selected.nextClearBit(acknowledged + 1) >= number,
                    "%d bytes are under way where only %d are promised",
                    outstanding(),
                    promised);
        } else {
            again++;
        }
        Broken.unless(
                end(number) - from == payload,
                "packet %d has %d bytes, and had %d",
                number,
                payload,
                end(number) - from);
        ByteBuffer bytes = head.payload();
        for (int i = 0; i < payload; i++) {
            if (bytes.get(bytes.position() + i) != at(from + i)) {
                throw new Broken("another byte is sent at %d".formatted(from + i));
            }
        }
    }

    /** A packet that its end sent arrives at the other. */
    void arrived(PacketHead head, int length) {
        longest = Math.max(longest, length);
        if (hasNumber(head.type())) {
            int number = number(head.sequence(), inOrder);
            arrived.set(number);
            inOrder = arrived.nextClearBit(inOrder);
        }
    }

    /** The other end sends a packet, which acknowledges. */
    void acknowledges(PacketHead head) {
        if (first < 0 || head.type() == PacketType.SYN || head.type() == PacketType.RESET) {
            return;
        }
        int up = number(head.acknowledged(), inOrder - 1);
        Broken.unless(up < inOrder, "acknowledges packet %d, while %d has not come", up, inOrder);
        for (int i = 0; i < head.selectiveCount(); i++) {
            if (head.isSelected(i)) {
                int selected = up + 2 + i;
                Broken.unless(
                        selected >= 0 && arrived.get(selected),
                        "acknowledges packet %d, which has not come",
                        selected);
            }
        }
    }

    /** A packet of the other end arrives. */
    void heard(PacketHead head) {
        if (head.type() == PacketType.RESET) {
            return;
        }
        if (head.type() == PacketType.SYN || first < 0) {
            promised = Math.max(promised, head.window());
            return;
        }
        int up = number(head.acknowledged(), acknowledged);
        if (up >= sent || up < acknowledged) {
            return;
        }
        promised = up == acknowledged ? Math.max(promised, head.window()) : head.window();
        acknowledged = up;
        for (int i = 0; i < head.selectiveCount() && up + 2 + i < sent; i++) {
            if (head.isSelected(i)) {
                selected.set(up + 2 + i);
            }
        }
    }

    /** Bytes of which the end does not know whether they arrived. */
    private long outstanding() {
        long bytes = end(sent - 1) - end(acknowledged);
        for (int i = selected.nextSetBit(acknowledged + 1);
                i >= 0;
                i = selected.nextSetBit(i + 1)) {
            bytes -= end(i) - end(i - 1);
        }
        return bytes;
    }

    /** Packets that were sent again. */
    long again() {
        return again;
    }

    /** Packets with numbers. */
    int packets() {
        return sent;
    }

    /** The longest that arrived, bytes of UDP payload; at least what every path carries. */
    int longest() {
        return longest;
    }

    private static boolean hasNumber(PacketType type) {
        return type == PacketType.DATA || type == PacketType.FIN || type == PacketType.SYN;
    }

    /** Which packet a number of 16 bits means, from 0, if it is one near that one. */
    private int number(int sequence, int near) {
        return near + (short) (sequence - (int) (first + near));
    }

    private long end(int number) {
        return number < 0 ? 0 : ends[number];
    }

    private void append(long end) {
        if (sent == ends.length) {
            ends = Arrays.copyOf(ends, sent * 2);
        }
        ends[sent++] = end;
    }
}
