package dunlin.peer.utp.core;

import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The other side of one connection, by hand: sends any packet, keeps those that come, and lets time
 * pass. Not thread-safe.
 */
final class ScriptedPeer implements PacketSink {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;
    static final int FIRST = 40_000;
    static final int OWN = 1_000;
    static final int ID = 77;
    static final long ROOM = 1 << 20;

    /** A packet that came. */
    record Came(
            PacketType type,
            int sequence,
            int acknowledged,
            long window,
            List<Integer> selected,
            byte[] payload,
            int length,
            Kind kind) {}

    final CountedMemory memory = new CountedMemory(64 << 20);
    final List<Came> came = new ArrayList<>();
    final UtpConnection connection;
    long now = 5 * SECOND;

    /** The next number that this side sends. */
    int next;

    /** What this side says that its packets' packets took, microseconds. */
    int difference = 10_000;

    /** The time in this side's packets is the connection's, plus this; microseconds. */
    int timestampShift;

    long window = ROOM;

    private int lastSent = OWN;
    private final PacketHead head = new PacketHead();

    private ScriptedPeer(UtpSettings settings) {
        next = FIRST;
        connection = UtpConnection.dial(settings, memory, ID, OWN, now);
        flush();
    }

    /** One that was dialled and has answered. */
    static ScriptedPeer dialled(UtpSettings settings) {
        ScriptedPeer peer = new ScriptedPeer(settings);
        peer.now += 20 * MILLI;
        // As most programs do: its first packet of bytes has the number of its first answer.
        peer.send(PacketType.STATE, peer.next, OWN, new byte[0], new byte[0]);
        return peer;
    }

    /** Sends a packet, and lets the connection answer. */
    void send(PacketType type, int sequence, int acknowledged, byte[] selected, byte[] payload) {
        tell(type, sequence, acknowledged, selected, payload);
        flush();
    }

    /** Sends a packet, in a batch that goes on. */
    void tell(PacketType type, int sequence, int acknowledged, byte[] selected, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(22 + selected.length + payload.length);
        PacketHead.put(
                packet,
                type,
                selected.length > 0 ? 1 : 0,
                ID,
                (int) (now / 1000) + timestampShift,
                difference,
                window,
                sequence,
                acknowledged);
        if (selected.length > 0) {
            packet.put((byte) 0).put((byte) selected.length).put(selected);
        }
        packet.put(payload).flip();
        if (head.read(packet)) {
            connection.received(head, now);
        }
    }

    /** Sends so many bytes in order. */
    void data(int bytes) {
        send(PacketType.DATA, next++, lastSent(), new byte[0], new byte[bytes]);
    }

    /** Acknowledges up to there. */
    void acknowledge(int number, byte... selected) {
        send(PacketType.STATE, next, number, selected, new byte[0]);
    }

    /** Lets the connection send what is due. */
    void flush() {
        connection.send(this, now);
    }

    /** Lets time pass, with all that becomes due. */
    void pass(long nanos) {
        long until = now + nanos;
        int turns = 0;
        while (connection.nextTime() <= until && turns++ < 1_000_000) {
            now = Math.max(now, connection.nextTime());
            flush();
        }
        if (turns >= 1_000_000) {
            throw new AssertionError("busy for ever");
        }
        now = until;
    }

    /** Lets time pass, and acknowledges each packet a while after it came, in order. */
    void answer(long nanos, long roundTrip) {
        long until = now + nanos;
        while (now < until) {
            pass(Math.min(roundTrip, until - now));
            acknowledge(lastSent());
        }
    }

    /** Has it write so many bytes; returns how many it took. */
    int write(int bytes) {
        int took = connection.write(ByteBuffer.allocate(bytes));
        flush();
        return took;
    }

    /** Reads so many at most; returns how many there were. */
    int read(int bytes) {
        int got = connection.read(ByteBuffer.allocate(bytes), now);
        flush();
        return got;
    }

    /** The last number that the connection has sent. */
    int lastSent() {
        return lastSent;
    }

    /** Packets with bytes of the stream that came, again or not. */
    long dataPackets() {
        return came.stream().filter(packet -> packet.type == PacketType.DATA).count();
    }

    /** Bytes of the stream that came, without those that came again. */
    long bytes() {
        return came.stream()
                .filter(packet -> packet.type == PacketType.DATA)
                .collect(
                        Collectors.toMap(
                                Came::sequence, packet -> packet.payload.length, (a, _) -> a))
                .values()
                .stream()
                .mapToLong(length -> length)
                .sum();
    }

    /** Ends it, and returns how many bytes are still lent. */
    long leave() {
        if (connection.state() != UtpConnection.State.CLOSED) {
            connection.abort();
            flush();
        }
        connection.free();
        return memory.lent();
    }

    @Override
    public void send(ByteBuffer front, MemorySegment bytes, long from, int length, Kind kind) {
        ByteBuffer packet = ByteBuffer.allocate(front.remaining() + length);
        packet.put(front.duplicate());
        packet.put(bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE)).flip();
        int total = packet.remaining();
        PacketHead read = new PacketHead();
        if (!read.read(packet)) {
            throw new AssertionError("sends a packet that is none");
        }
        List<Integer> selected = new ArrayList<>();
        for (int i = 0; i < read.selectiveCount(); i++) {
            if (read.isSelected(i)) {
                selected.add(read.acknowledged() + 2 + i & 0xffff);
            }
        }
        boolean counts = read.type() != PacketType.STATE && read.type() != PacketType.RESET;
        if (counts && (short) (read.sequence() - lastSent) > 0) {
            lastSent = read.sequence();
        }
        byte[] payload = new byte[read.payloadLength()];
        read.payload().get(payload);
        came.add(
                new Came(
                        read.type(),
                        read.sequence(),
                        read.acknowledged(),
                        read.window(),
                        selected,
                        payload,
                        total,
                        kind));
    }
}
