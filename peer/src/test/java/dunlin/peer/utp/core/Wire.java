package dunlin.peer.utp.core;

import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** Two connections back to back, in a time of its own, on a way that loses what a test says. */
final class Wire {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;

    /** Lends from the heap of the C library, and knows what was not given back. */
    static final class Lender implements Memory {
        private final Map<MemorySegment, Arena> lent = new HashMap<>();

        @Override
        public Optional<MemorySegment> take(int bytes) {
            Arena arena = Arena.ofConfined();
            MemorySegment segment = arena.allocate(bytes);
            lent.put(segment, arena);
            return Optional.of(segment);
        }

        @Override
        public void give(MemorySegment segment) {
            Objects.requireNonNull(lent.remove(segment)).close();
        }

        int lent() {
            return lent.size();
        }
    }

    /** What left, and who hears it. */
    record Packet(UtpConnection to, byte[] bytes, long at, long order, PacketSink.Kind kind) {
        PacketHead head() {
            PacketHead head = new PacketHead();
            if (!head.read(ByteBuffer.wrap(bytes))) {
                throw new AssertionError("not a packet");
            }
            return head;
        }

        PacketType type() {
            return head().type();
        }
    }

    final Lender memory = new Lender();
    final List<Packet> sent = new ArrayList<>();
    private final PriorityQueue<Packet> way =
            new PriorityQueue<>(
                    Comparator.comparingLong(Packet::at).thenComparingLong(Packet::order));
    private final List<Runnable> each = new ArrayList<>();
    private Predicate<Packet> isLost = packet -> false;
    private long delay = 20 * MILLI;
    private long now = 1_000 * SECOND;
    private long order;
    UtpConnection a;
    UtpConnection b;

    Wire() {
        this(UtpSettings.USUAL, 7, 0xfffe, 0xfffa);
    }

    Wire(UtpSettings settings, int id, int sequence, int otherSequence) {
        a = UtpConnection.dial(settings, memory, id, sequence, now);
        b = a;
        Packet syn = packetsOf(a, b).getFirst();
        sent.add(syn);
        b = UtpConnection.accept(settings, memory, syn.head(), otherSequence, now);
    }

    long now() {
        return now;
    }

    void lose(Predicate<Packet> isLost) {
        this.isLost = isLost;
    }

    void delay(long nanos) {
        delay = nanos;
    }

    /** Done after each packet and each time that somebody is woken. */
    void each(Runnable action) {
        each.add(action);
    }

    /** What it sends now, on no way. */
    List<Packet> packetsOf(UtpConnection from, UtpConnection to) {
        List<Packet> packets = new ArrayList<>();
        from.send(
                (head, bytes, at, length, kind) -> {
                    byte[] packet = new byte[head.remaining() + length];
                    int begin = head.remaining();
                    head.get(packet, 0, begin);
                    if (length > 0) {
                        MemorySegment.copy(bytes, at, MemorySegment.ofArray(packet), begin, length);
                    }
                    packets.add(new Packet(to, packet, now + delay, order++, kind));
                },
                now);
        return packets;
    }

    private void flush(UtpConnection from, UtpConnection to) {
        for (Packet packet : packetsOf(from, to)) {
            sent.add(packet);
            if (!isLost.test(packet)) {
                way.add(packet);
            }
        }
    }

    /** Puts a packet on the way. */
    void add(Packet packet) {
        way.add(packet);
    }

    /** Lets this much time pass. */
    void pass(long nanos) {
        long until = now + nanos;
        for (int turns = 0; ; turns++) {
            if (turns > 1_000_000) {
                throw new AssertionError("never comes to rest");
            }
            each.forEach(Runnable::run);
            flush(a, b);
            flush(b, a);
            long next = Math.min(a.nextTime(), b.nextTime());
            if (!way.isEmpty()) {
                next = Math.min(next, way.peek().at());
            }
            if (next > until) {
                now = until;
                return;
            }
            now = Math.max(now, next);
            while (!way.isEmpty() && way.peek().at() <= now) {
                Packet packet = way.remove();
                packet.to().received(packet.head(), now);
            }
        }
    }

    /** Moves as much as possible of a text from one to the other, reading included. */
    byte[] move(UtpConnection from, UtpConnection to, byte[] text, long nanos) {
        ByteBuffer left = ByteBuffer.wrap(text);
        ByteBuffer came = ByteBuffer.allocate(text.length + 1);
        Runnable action =
                () -> {
                    from.write(left);
                    to.read(came, now);
                };
        each.add(action);
        pass(nanos);
        each.remove(action);
        return Arrays.copyOf(came.array(), came.position());
    }
}
