package dunlin.bench.sim.utp;

import dunlin.bench.sim.EventQueue;
import dunlin.peer.utp.core.PacketSink;
import dunlin.peer.utp.core.UtpConnection;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One host with one connection and an application that writes and reads. Sends what the connection
 * has to send after each batch of packets, each writing and reading, and when it is time, as the
 * stack over real sockets does. Not thread-safe.
 */
final class UtpEnd {
    private static final int STEP = 16 << 10;
    private static final long PACE = 20_000_000;
    private static final int BUSY = 10_000;

    private final String name;
    private final UtpHost host;
    private final EventQueue events;
    private final Work work;
    private final Pipe out;
    private final Witness own;
    private final Witness others;
    private final SplittableRandom random;
    private final PacketHead head = new PacketHead();
    private final List<byte[]> batch = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(STEP);
    private final ByteBuffer packet = ByteBuffer.allocate(1 << 16);
    private @Nullable UtpEnd other;
    private @Nullable UtpConnection connection;
    private UtpConnection.@Nullable End end;
    private long opened;
    private long written;
    private long read;
    private long readAt;
    private boolean hasFinished;
    private boolean hasReadAll;
    private boolean isFreed;
    private boolean hasConnected;
    private int tooLong;
    private long wakes = Long.MAX_VALUE;
    private long paces = Long.MAX_VALUE;
    private long lastTurn = -1;
    private int turns;

    /**
     * @param name what a trace calls it
     * @param out the way to the other end
     * @param own what watches the stream that this end sends
     * @param others what watches the other one
     */
    UtpEnd(
            String name,
            UtpHost host,
            Work work,
            Pipe out,
            Witness own,
            Witness others,
            SplittableRandom random) {
        this.name = name;
        this.host = host;
        this.events = host.events();
        this.work = work;
        this.out = out;
        this.own = own;
        this.others = others;
        this.random = random;
    }

    void meet(UtpEnd end) {
        other = end;
    }

    void dial() {
        opened = events.now();
        connection =
                UtpConnection.dial(
                        host.settings(), host.memory(), random.nextInt(1 << 16), sequence(), now());
        turn();
    }

    /** Any number; half of them are about to begin anew. */
    private int sequence() {
        return random.nextBoolean() ? random.nextInt(1 << 16) : 0xffff - random.nextInt(300);
    }

    /** Bytes that the application has read. */
    long read() {
        return read;
    }

    /** When it read the last of them. */
    long readAt() {
        return readAt;
    }

    /** Bytes that the application has written. */
    long written() {
        return written;
    }

    /** Why its connection is over; empty while it is not. */
    Optional<UtpConnection.End> end() {
        return Optional.ofNullable(end);
    }

    /** Whether all is over and the memory given back. */
    boolean isOver() {
        return isFreed;
    }

    /** Whether the other side ever answered. */
    boolean hasConnected() {
        return hasConnected;
    }

    boolean hasReadAll() {
        return hasReadAll;
    }

    Witness stream() {
        return own;
    }

    /** Ends the connection at once. */
    void abort() {
        UtpConnection mine = connection;
        if (mine != null && !isFreed) {
            mine.abort();
            turn();
        }
    }

    private long now() {
        return host.clock().at(events.now());
    }

    private void arrive(byte[] bytes) {
        batch.add(bytes);
        if (batch.size() == 1) {
            events.after(work.gathers(), this::takeBatch);
        }
    }

    private void takeBatch() {
        List<byte[]> taken = List.copyOf(batch);
        batch.clear();
        for (byte[] bytes : taken) {
            take(bytes);
        }
        if (connection != null && !isFreed) {
            turn();
        }
    }

    private void take(byte[] bytes) {
        Broken.unless(head.read(ByteBuffer.wrap(bytes)), "a packet that is none");
        host.trace().see(name + " <", events.now(), head, bytes.length);
        others.arrived(head, bytes.length);
        own.heard(head);
        if (isFreed) {
            answerStranger();
            return;
        }
        UtpConnection mine = connection;
        if (mine == null) {
            if (head.type() == PacketType.SYN) {
                opened = events.now();
                connection =
                        UtpConnection.accept(
                                host.settings(), host.memory(), head, sequence(), now());
            }
            return;
        }
        if (head.type() == PacketType.RESET) {
            mine.received(head, now());
            return;
        }
        int expected = head.type() == PacketType.SYN ? mine.id() - 1 & 0xffff : mine.id();
        Broken.unless(
                head.connectionId() == expected,
                "a packet of type %s for connection %d instead of %d",
                head.type(),
                head.connectionId(),
                expected);
        mine.received(head, now());
    }

    /** Says that the connection is not there any more, as the stack does. */
    private void answerStranger() {
        if (head.type() != PacketType.RESET) {
            packet.clear();
            PacketHead.put(
                    packet,
                    PacketType.RESET,
                    0,
                    head.connectionId(),
                    (int) (now() / 1000),
                    0,
                    0,
                    random.nextInt(),
                    head.sequence());
            byte[] reset = new byte[PacketHead.LENGTH];
            packet.get(0, reset);
            UtpEnd there = other;
            if (there != null) {
                out.send(reset.length, false, () -> there.arrive(reset));
            }
        }
    }

    private void turn() {
        countTurns();
        UtpConnection mine = connection;
        if (mine == null || isFreed) {
            return;
        }
        if (mine.state() != UtpConnection.State.CLOSED) {
            write(mine);
        }
        read(mine);
        if (work.closes() && hasFinished && hasReadAll) {
            mine.close(now());
        }
        mine.send(this::leave, now());
        if (tooLong > 0) {
            int bytes = tooLong;
            tooLong = 0;
            mine.tooLong(bytes, now());
            mine.send(this::leave, now());
        }
        hasConnected |=
                mine.state() == UtpConnection.State.OPEN
                        || mine.state() == UtpConnection.State.CLOSING;
        if (mine.state() == UtpConnection.State.CLOSED) {
            end = mine.end();
            if (end != UtpConnection.End.FINISHED || hasReadAll) {
                mine.free();
                isFreed = true;
                return;
            }
        }
        wake(mine);
    }

    /** Time must pass. */
    private void countTurns() {
        turns = lastTurn == events.now() ? turns + 1 : 0;
        lastTurn = events.now();
        Broken.unless(
                turns < BUSY, "busy for ever: %s", connection == null ? "" : connection.nextTime());
    }

    private void wake(UtpConnection mine) {
        long next = mine.nextTime();
        if (next != Long.MAX_VALUE) {
            long at = next <= now() ? events.now() : host.clock().when(next);
            if (at < wakes || wakes <= events.now()) {
                wakes = at;
                events.at(at, () -> wakeAt(at));
            }
        }
        boolean isPaced =
                work.writes() > 0 && written < work.bytes() || work.reads() > 0 && !hasReadAll;
        if (isPaced && paces == Long.MAX_VALUE) {
            paces = events.now() + PACE;
            events.at(
                    paces,
                    () -> {
                        paces = Long.MAX_VALUE;
                        turn();
                    });
        }
    }

    private void wakeAt(long at) {
        if (at != wakes) {
            return;
        }
        wakes = Long.MAX_VALUE;
        UtpConnection mine = connection;
        if (mine == null || isFreed) {
            return;
        }
        if (mine.nextTime() > now()) {
            wake(mine);
        } else {
            turn();
        }
    }

    private void write(UtpConnection mine) {
        long until = Math.min(work.bytes(), allowed(work.writes()));
        while (written < until && mine.writable() > 0) {
            int most = (int) Math.min(STEP, until - written);
            buffer.clear().limit(most);
            for (int i = 0; i < most; i++) {
                buffer.put(i, own.at(written + i));
            }
            int room = mine.writable();
            int took = mine.write(buffer);
            Broken.unless(
                    took == Math.min(room, most) && buffer.position() == took,
                    "wrote %d of %d where %d were writable",
                    took,
                    most,
                    room);
            written += took;
        }
        if (written == work.bytes() && !hasFinished) {
            hasFinished = true;
            mine.finish(now());
        }
    }

    private void read(UtpConnection mine) {
        long until = allowed(work.reads());
        while (read < until && !hasReadAll) {
            int most = (int) Math.min(STEP, until - read);
            buffer.clear().limit(most);
            int readable = mine.readable();
            int got = mine.read(buffer, now());
            Broken.unless(
                    got < 0 ? readable == 0 : got == Math.min(readable, most),
                    "read %d of %d where %d were readable",
                    got,
                    most,
                    readable);
            if (got <= 0) {
                hasReadAll = got < 0;
                return;
            }
            for (int i = 0; i < got; i++) {
                if (buffer.get(i) != others.at(read + i)) {
                    throw new Broken("another byte came at " + (read + i));
                }
            }
            read += got;
            readAt = events.now();
        }
    }

    private long allowed(long perSecond) {
        return perSecond == 0
                ? Long.MAX_VALUE
                : (long) ((events.now() - opened) / 1e9 * perSecond) + 1;
    }

    private void leave(
            ByteBuffer front, MemorySegment bytes, long from, int length, PacketSink.Kind kind) {
        int total = front.remaining() + length;
        packet.clear().put(front.duplicate());
        if (length > 0) {
            MemorySegment.copy(
                    bytes, ValueLayout.JAVA_BYTE, from, packet.array(), packet.position(), length);
        }
        packet.position(0).limit(total);
        Broken.unless(head.read(packet), "sends a packet that is none");
        host.trace().see(name + " >", events.now(), head, total);
        own.sent(head, packet, kind);
        others.acknowledges(head);
        if (total > host.refuses() && kind != PacketSink.Kind.FRAGMENTABLE) {
            tooLong = total;
            return;
        }
        byte[] copy = new byte[total];
        packet.get(0, copy);
        UtpEnd there = other;
        if (there != null) {
            out.send(total, kind == PacketSink.Kind.FRAGMENTABLE, () -> there.arrive(copy));
        }
    }
}
