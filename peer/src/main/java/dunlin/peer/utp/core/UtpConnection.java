package dunlin.peer.utp.core;

import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.nio.ByteBuffer;

/**
 * One uTP connection (BEP 29): is told of packets, of time and of what the application wants, and
 * answers with packets and the time when it wants to be asked again. Times are nanoseconds of one
 * steady clock. Not thread-safe.
 *
 * <pre>
 * DIALLING ──→ OPEN ──→ CLOSING ──→ CLOSED
 *     └──────────┴──────────────────→ ↑
 * </pre>
 *
 * <p>The number in the acceptor's first STATE is that of its first DATA, as in libutp and
 * libtorrent, whatever the diagrams of BEP 29 say. Only who dials us and acknowledges that number
 * at once gets the one after it.
 */
public final class UtpConnection {
    /** How far it is. */
    public enum State {
        /** The first packet left, the answer has not come. */
        DIALLING,
        /** Bytes go both ways. */
        OPEN,
        /** Nothing more is written; what was is under way, or the other side's end is. */
        CLOSING,
        /** Over. What came can still be read. */
        CLOSED
    }

    /** Why it is over. */
    public enum End {
        /** Both sides ended it and know that. */
        FINISHED,
        /** The other side ended it at once. */
        RESET,
        /** The other side does not answer. */
        SILENT,
        /** We ended it at once. */
        ABORTED
    }

    private static final long SECOND = 1_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    /** The first answer is waited for so long, then doubly so, up to the longest wait. */
    private static final long FIRST_ANSWER = SECOND;

    private static final long LONGEST_ANSWER = 4 * SECOND;
    private static final int DIALS = 6;

    /** Who began a connection says something within this time, or was never there. */
    private static final long PROOF = 20 * SECOND;

    /** Routers forget a way after half a minute. */
    private static final long KEEP_ALIVE = 29 * SECOND;

    /** Who was heard within this time is there. */
    private static final long SILENCE = 30 * SECOND;

    private static final int TIMEOUTS = 8;

    /** How long the end may take while nothing is acknowledged. */
    private static final long CLOSING = 30 * SECOND;

    /** How long the other side's end is waited for once it has all. */
    private static final long OTHER_END = 5 * SECOND;

    /** How long an end that comes again is acknowledged again. */
    private static final long LINGER = SECOND;

    private final boolean isDialled;
    private final int id;
    private final int firstSequence;
    private final Heads heads;
    private final ReceiveSide receive;
    private final SendSide send;

    private State state;
    private End end = End.FINISHED;
    private long began;
    private long lastHeard;
    private boolean isProven;
    private boolean isResetDue;

    private int dials;
    private long dialAt;
    private long dialled;
    private long earliest = NEVER;

    private boolean isFinishing;
    private boolean isClosed;
    private boolean endsSecond;
    private long lingerUntil = NEVER;

    private UtpConnection(
            UtpSettings settings,
            Memory memory,
            boolean isDialled,
            int id,
            int remoteId,
            int sequence,
            long window,
            long now) {
        this.isDialled = isDialled;
        this.id = id & 0xffff;
        firstSequence = sequence & 0xffff;
        state = isDialled ? State.DIALLING : State.OPEN;
        began = now;
        lastHeard = now;
        dialAt = now;
        receive = new ReceiveSide(settings, memory, now);
        heads = new Heads(remoteId & 0xffff, receive, now);
        long next = isDialled ? firstSequence + 1 : firstSequence;
        Congestion congestion = settings.lanRates() ? new Cubic() : new Ledbat();
        send = new SendSide(settings, memory, congestion, next, window, now);
    }

    /**
     * Begins a connection: its first packet leaves at the next {@link #send}.
     *
     * @param id the id in packets to us, a random one that is free; the other side's is one more
     * @param sequence the first sequence number, a random one
     */
    public static UtpConnection dial(
            UtpSettings settings, Memory memory, int id, int sequence, long now) {
        return new UtpConnection(settings, memory, true, id, id + 1, sequence, 0, now);
    }

    /**
     * Answers a connection that another side began. Nothing but the answer is sent, and no memory
     * held, until more came than its first packet, which anybody can forge.
     *
     * @param syn its first packet
     * @param sequence the first sequence number, a random one
     */
    public static UtpConnection accept(
            UtpSettings settings, Memory memory, PacketHead syn, int sequence, long now) {
        int remoteId = syn.connectionId();
        UtpConnection connection =
                new UtpConnection(
                        settings,
                        memory,
                        false,
                        remoteId + 1,
                        remoteId,
                        sequence,
                        syn.window(),
                        now);
        connection.receive.begin(syn.sequence() + 1L);
        connection.heads.heard(syn.timestamp(), now);
        connection.heads.ackIsDue();
        return connection;
    }

    /** The connection id in packets to us. */
    public int id() {
        return id;
    }

    /** The connection id in packets to the other side, and in some of its resets. */
    public int remoteId() {
        return heads.connectionId();
    }

    /** Whether the other side is where it says: it answered to something that we sent it. */
    public boolean isProven() {
        return isProven;
    }

    /** A packet came. What follows from it leaves at the next {@link #send}. */
    public void received(PacketHead packet, long now) {
        if (state == State.CLOSED) {
            return;
        }
        PacketType type = packet.type();
        if (type == PacketType.RESET) {
            reset(packet);
        } else if (type == PacketType.SYN) {
            begunAgain(packet);
        } else if (packet.connectionId() == id
                && (state != State.DIALLING || answered(packet, now))) {
            heard(packet, now);
        }
    }

    private void heard(PacketHead packet, long now) {
        if (!isDialled && !isProven && packet.acknowledged() == firstSequence) {
            // For who takes BEP 29 by its diagrams, our answer had that number for itself.
            send.skip();
        }
        if (!send.acknowledged(packet, now)) {
            return;
        }
        heads.heard(packet.timestamp(), now);
        isProven = true;
        lastHeard = now;
        if (packet.takesLong()) {
            send.isOneOfUs();
        }
        if (packet.type() != PacketType.STATE) {
            receive.received(packet);
            heads.ackIsDue();
        }
        advance(now);
    }

    /** Our answer may be lost, or a packet came twice. */
    private void begunAgain(PacketHead packet) {
        boolean isSame =
                packet.connectionId() == remoteId()
                        && packet.sequence() == (receive.acknowledged() & 0xffff);
        if (!isDialled && !isProven && isSame) {
            heads.ackIsDue();
        }
    }

    /**
     * @return whether this is the answer to our first packet
     */
    private boolean answered(PacketHead packet, long now) {
        if (packet.acknowledged() != firstSequence) {
            return false;
        }
        long sequence = packet.sequence();
        if (packet.type() != PacketType.STATE) {
            // Overtook the answer: it may not be the first, but none before it counts.
            earliest =
                    earliest == NEVER
                            ? sequence
                            : Math.min(earliest, Sequence.near(earliest, (int) sequence));
            return false;
        }
        if (earliest != NEVER) {
            sequence = Math.min(earliest, Sequence.near(earliest, (int) sequence));
        }
        receive.begin(sequence);
        if (dials == 1) {
            send.roundTrip().sample(now - dialled);
        }
        state = isFinishing ? State.CLOSING : State.OPEN;
        return true;
    }

    /** libutp names the number of the packet that it did not want. */
    private void reset(PacketHead packet) {
        boolean isOurs = packet.connectionId() == id || packet.connectionId() == remoteId();
        if (!isOurs || dials == 0 && isDialled || !send.isPlausible(packet.acknowledged())) {
            return;
        }
        over(isDone() ? End.FINISHED : End.RESET);
    }

    /** Whether nothing is missing but the word that the other side knows our end. */
    private boolean isDone() {
        return state == State.CLOSING
                && (isClosed || receive.isAtEnd())
                && send.isAllAcknowledged();
    }

    private void over(End why) {
        state = State.CLOSED;
        end = why;
    }

    /** Sends what is due: acknowledgements, bytes, what was lost. */
    public void send(PacketSink sink, long now) {
        if (isResetDue) {
            isResetDue = false;
            heads.send(sink, PacketType.RESET, send.next(), now);
        }
        if (state == State.DIALLING) {
            dial(sink, now);
            return;
        }
        advance(now);
        if (state == State.CLOSED) {
            return;
        }
        if (heads.isAckDue() && receive.hasGap()) {
            acknowledge(sink, now);
        }
        if (isProven) {
            boolean isEnding = send.fin() < 0;
            send.send(heads, sink, now);
            if (isEnding && send.fin() >= 0) {
                endsSecond = receive.isAtEnd();
            }
        }
        boolean isKeepAliveDue = isProven && now - heads.lastSent() >= KEEP_ALIVE;
        if (heads.isAckDue() || isPromiseDue() || isKeepAliveDue) {
            acknowledge(sink, now);
        }
        if (isKeepAliveDue) {
            send.rest();
            receive.rest();
        }
    }

    private boolean isPromiseDue() {
        return isProven && !receive.isAtEnd() && receive.isPromiseStale();
    }

    /**
     * After our end, libutp takes an acknowledgement only with the number after it, libtorrent only
     * with its own: so both.
     */
    private void acknowledge(PacketSink sink, long now) {
        heads.acknowledge(sink, send.next(), now);
        if (send.fin() >= 0) {
            heads.acknowledge(sink, send.fin(), now);
        }
    }

    private void dial(PacketSink sink, long now) {
        if (now < dialAt) {
            return;
        }
        if (dials == DIALS) {
            over(End.SILENT);
            return;
        }
        dialled = now;
        dialAt = now + Math.min(LONGEST_ANSWER, FIRST_ANSWER << dials);
        dials++;
        heads.begin(sink, id, firstSequence, now);
    }

    /** Goes on to the next state if it is time. */
    private void advance(long now) {
        if (state == State.CLOSING && receive.isAtEnd() && send.isEndAcknowledged()) {
            if (lingerUntil == NEVER) {
                lingerUntil = endsSecond ? now : now + LINGER;
            }
            if (now >= lingerUntil) {
                over(End.FINISHED);
            }
        } else if (now >= deadline()) {
            over(isClosed && send.isEndAcknowledged() ? End.FINISHED : End.SILENT);
        } else if (send.roundTrip().timeouts() >= TIMEOUTS && now - lastHeard >= SILENCE) {
            over(isDone() ? End.FINISHED : End.SILENT);
        }
    }

    private long deadline() {
        if (state == State.DIALLING) {
            return dialAt;
        }
        if (!isProven) {
            return began + PROOF;
        }
        if (!isClosed) {
            return NEVER;
        }
        return send.progressAt() + (send.isEndAcknowledged() ? OTHER_END : CLOSING);
    }

    /** When {@link #send} is to be called again at the latest; {@link Long#MAX_VALUE} for never. */
    public long nextTime() {
        if (isResetDue) {
            return Long.MIN_VALUE;
        }
        if (state == State.CLOSED) {
            return NEVER;
        }
        if (heads.isAckDue() || isPromiseDue()) {
            return Long.MIN_VALUE;
        }
        long keepAlive = isProven ? heads.lastSent() + KEEP_ALIVE : NEVER;
        long mine = Math.min(Math.min(lingerUntil, deadline()), keepAlive);
        return isProven ? Math.min(mine, send.nextTime()) : mine;
    }

    /** The system refused the packets just sent, since one of them is too long for the way. */
    public void tooLong(int bytes, long now) {
        send.tooLong(bytes, now);
    }

    /** Takes bytes to be sent. @return how many, 0 if there is no room now */
    public int write(ByteBuffer source) {
        return state == State.CLOSED ? 0 : send.write(source);
    }

    /** Bytes that {@link #write} takes now. */
    public int writable() {
        return state == State.CLOSED ? 0 : send.writable();
    }

    /** Gives bytes that came. @return how many, 0 if there are none yet, -1 after the last */
    public int read(ByteBuffer target, long now) {
        return receive.read(target, send.roundTrip().smoothed(), now);
    }

    /** Bytes that {@link #read} gives now. */
    public int readable() {
        return receive.readable();
    }

    /** Writes nothing more: what was written arrives, then the end does. Reading goes on. */
    public void finish(long now) {
        isFinishing = true;
        send.finish();
        if (state == State.OPEN) {
            state = State.CLOSING;
        }
    }

    /** Neither writes nor reads any more: what was written arrives, what comes is passed over. */
    public void close(long now) {
        if (state == State.DIALLING) {
            abort();
        } else if (state != State.CLOSED) {
            finish(now);
            isClosed = true;
            receive.passOver();
            send.progressed(now);
        }
    }

    /** Ends it at once; the other side is told if it can be, at the next {@link #send}. */
    public void abort() {
        if (state != State.CLOSED) {
            isResetDue = isProven || dials > 0;
            over(End.ABORTED);
        }
    }

    public State state() {
        return state;
    }

    /** Whether all that was written arrived, and then our end. */
    public boolean isDelivered() {
        return send.isEndAcknowledged();
    }

    /** Why it is over; only once {@link State#CLOSED}. */
    public End end() {
        return end;
    }

    /** Gives all memory back. Only once {@link State#CLOSED}; nothing else is called after it. */
    public void free() {
        send.free();
        receive.free();
    }
}
