package dunlin.peer.utp.core;

import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** The stream that goes: what was written, until it is known to have arrived. Not thread-safe. */
final class SendSide {
    /**
     * Packets from the first that is missing to the last: libutp takes none, not even an
     * acknowledgement, that is 1,024 ahead of what it has.
     */
    private static final int LONGEST_SPAN = 1_000;

    /** The same to who tells us of so many packets at once. */
    private static final int LONGEST_OWN_SPAN = ReceiveSide.MOST_SELECTIVE * 8 - 16;

    /** Acknowledgements older than this are of no packet that may still be on the way. */
    private static final int OLDEST = 4_096;

    /** Time-outs after which long packets are suspected. */
    private static final int STALLED = 2;

    /** Packets that say what we can; each is sent until it has arrived. */
    private static final int INTRODUCTIONS = 2;

    /** Bytes that are not worth a packet of their own, unless there are no more. */
    private static final int CRUMB = 512;

    private final UtpSettings settings;
    private final ByteRing ring;
    private final InFlight packets;
    private final Losses losses;
    private final RoundTrip roundTrip = new RoundTrip();
    private final AnswerTimers timers = new AnswerTimers(roundTrip);
    private final DelayHistory delays = new DelayHistory();
    private final MtuSearch mtu;
    private final Congestion congestion;
    private long introducedBefore;
    private final Pacer pacer = new Pacer();

    private long sent;
    private long peerWindow;
    private int longestSpan = LONGEST_SPAN;
    private boolean isMemoryShort;
    private boolean isFinishing;
    private long fin = -1;
    private long probe = -1;

    /** Not even what every path should carry arrives: perhaps in fragments. */
    private boolean mayBeCut;

    private boolean isPaced;
    private long sentIn = Long.MIN_VALUE;

    private long progressAt;
    private long newestNumber;
    private long newestSentAt;
    private long newBytes;
    private boolean isNew;

    /**
     * @param next the first packet's number
     */
    SendSide(
            UtpSettings settings,
            Memory memory,
            Congestion congestion,
            long next,
            long peerWindow,
            long now) {
        this.settings = settings;
        this.congestion = congestion;
        this.peerWindow = peerWindow;
        progressAt = now;
        ring = new ByteRing(memory);
        packets = new InFlight(next);
        losses = new Losses(packets, roundTrip);
        introducedBefore = next + INTRODUCTIONS;
        mtu = new MtuSearch(Math.min(settings.maxPacket(), MtuSearch.ETHERNET));
        congestion.packetSize(payload());
    }

    /**
     * The other side is one of us: it takes packets of any length, and many, and answers at once.
     */
    void isOneOfUs() {
        longestSpan = LONGEST_OWN_SPAN;
        timers.answersAtOnce();
        mtu.mayReach(settings.maxPacket());
    }

    /** Begins with the number after the first; before anything was sent. */
    void skip() {
        packets.skip();
        introducedBefore++;
    }

    RoundTrip roundTrip() {
        return roundTrip;
    }

    /** The next new packet's number. */
    long next() {
        return packets.next();
    }

    /** The number of the end, if it was sent; otherwise -1. */
    long fin() {
        return fin;
    }

    /** Whether the other side has all, the end included. */
    boolean isEndAcknowledged() {
        return fin >= 0 && packets.first() > fin;
    }

    /** Whether the other side has all that was written. */
    boolean isAllAcknowledged() {
        return ring.size() == 0;
    }

    /** When something was acknowledged last, or the patience was renewed. */
    long progressAt() {
        return progressAt;
    }

    /** Renews the patience for acknowledgements. */
    void progressed(long now) {
        progressAt = now;
    }

    /** Whether the other side owes an acknowledgement. */
    boolean isWaiting() {
        return !packets.isEmpty();
    }

    int write(ByteBuffer source) {
        int length = Math.min(source.remaining(), writable());
        if (length > ring.room()) {
            grow();
            length = Math.min(length, ring.room());
        }
        ring.put(source, length);
        return length;
    }

    int writable() {
        if (isFinishing) {
            return 0;
        }
        return mayGrow()
                ? Math.max(settings.minBuffer(), 2 * ring.capacity()) - ring.size()
                : ring.room();
    }

    /** Twice the window is enough: one on the way, one to follow. */
    private boolean mayGrow() {
        return ring.capacity() == 0
                || ring.capacity() < settings.maxBuffer()
                        && ring.capacity() < 2 * congestion.window();
    }

    private void grow() {
        isMemoryShort = !ring.grow(Math.max(settings.minBuffer(), 2 * ring.capacity()));
    }

    void finish() {
        isFinishing = true;
    }

    /** The most bytes of the stream in one packet. */
    private int payload() {
        return mtu.packetSize() - PacketHead.LENGTH;
    }

    /**
     * A packet of the other side came: what does it say of ours?
     *
     * @return false if it acknowledges what was never sent
     */
    boolean acknowledged(PacketHead head, long now) {
        long known = packets.first() - 1;
        long all = Sequence.near(known, head.acknowledged());
        if (all >= packets.next() || all < known - OLDEST) {
            return false;
        }
        if (all < known) {
            return true;
        }
        long before = packets.underWay();
        isNew = false;
        newBytes = 0;
        newestNumber = -1;
        for (long i = packets.first(); i <= all; i++) {
            arrived(i, now);
        }
        for (int i = 0; i < head.selectiveCount(); i++) {
            long sequence = all + 2 + i;
            if (sequence >= packets.next()) {
                break;
            }
            if (sequence >= packets.first() && head.isSelected(i)) {
                arrived(sequence, now);
            }
        }
        delayed(head.timestampDifference(), now);
        if (isNew) {
            progressed(before, now);
        }
        windowIs(head.window(), now);
        return true;
    }

    private void arrived(long sequence, long now) {
        if (packets.state(sequence) == InFlight.ARRIVED) {
            return;
        }
        losses.arrives(sequence, now);
        if (packets.times(sequence) == 1 && packets.number(sequence) > newestNumber) {
            newestNumber = packets.number(sequence);
            newestSentAt = packets.sentAt(sequence);
        }
        newBytes += packets.length(sequence);
        isNew = true;
        if (sequence == probe) {
            probe = -1;
            mayBeCut = false;
            mtu.arrived(now);
            congestion.packetSize(payload());
        }
        packets.arrive(sequence);
    }

    /** Whether this acknowledges what may have been sent of late. */
    boolean isPlausible(int acknowledged) {
        long sequence = Sequence.near(packets.next(), acknowledged);
        return sequence <= packets.next() && sequence >= packets.first() - 1 - OLDEST;
    }

    private void progressed(long before, long now) {
        ring.dropTo(packets.isEmpty() ? sent : packets.offset(packets.first()));
        if (newestNumber >= 0) {
            roundTrip.sample(now - newestSentAt);
            delays.roundTrip(now - newestSentAt, now);
        }
        roundTrip.progressed();
        progressAt = now;
        timers.progressed();
        if (newBytes > 0) {
            long queueing = Math.min(delays.queueingNanos(), roundTrip.latest());
            congestion.acknowledged(newBytes, before, queueing, roundTrip.smoothed(), now);
        }
        lookForLosses(now);
        armTimers(now);
    }

    /**
     * 0 stands for "nothing measured yet", and all ones but the sign for the same in old clients.
     */
    private void delayed(int difference, long now) {
        if (difference != 0 && difference != Integer.MAX_VALUE) {
            delays.add(difference, now);
        }
    }

    private void windowIs(long window, long now) {
        boolean opens = peerWindow == 0 && window > 0;
        peerWindow = window;
        if (window >= CRUMB) {
            timers.forgetToAsk();
        }
        if (opens && !packets.isEmpty()) {
            // What was sent into a closed window was dropped there.
            packets.loseAll();
            roundTrip.progressed();
            armTimers(now);
        }
    }

    private void lookForLosses(long now) {
        for (long i = losses.next(packets.first(), now); i >= 0; i = losses.next(i + 1, now)) {
            packets.lose(i);
            if (i == probe) {
                probe = -1;
                mtu.lost(now);
            } else {
                congestion.lost(packets.sentAt(i), roundTrip.smoothed(), now);
            }
        }
    }

    /** The system refused the packets sent last, since they are too long for the way. */
    void tooLong(int bytes, long now) {
        boolean isProbe = bytes > mtu.packetSize() && probe >= 0;
        mtu.refused(bytes, now);
        congestion.packetSize(payload());
        if (isProbe) {
            if (packets.state(probe) == InFlight.SENT) {
                packets.lose(probe);
            }
            probe = -1;
            return;
        }
        for (long i = packets.first(); i < packets.next(); i++) {
            boolean isRefused = packets.sentAt(i) == sentIn && packets.state(i) == InFlight.SENT;
            if (isRefused) {
                packets.lose(i);
            }
        }
    }

    /** Sends what may be sent. @return whether a packet left */
    boolean send(Heads heads, PacketSink sink, long now) {
        sentIn = now;
        isPaced = false;
        isMemoryShort = false;
        long before = packets.next();
        boolean left = false;
        if (now >= losses.nextTime()) {
            lookForLosses(now);
        }
        if (timers.isTimedOut(now)) {
            timedOut(now);
        } else if (timers.isTailDue(now) && packets.lost() == 0) {
            again(heads, sink, packets.first(), now);
            left = true;
        }
        while (packets.lost() > 0) {
            long sequence = packets.firstLost();
            if (!maySend(packets.length(sequence), now)) {
                break;
            }
            again(heads, sink, sequence, now);
            left = true;
        }
        if (packets.lost() == 0) {
            while (sendNew(heads, sink, now)) {
                // until one may not
            }
        }
        left |= packets.next() > before;
        if (left) {
            armTimers(now);
        }
        return left;
    }

    private boolean maySend(int length, long now) {
        if (packets.underWay() > 0 && packets.underWay() + length > congestion.window()) {
            return false;
        }
        isPaced = !pacer.isOpen(now);
        return !isPaced;
    }

    private void pace(int length, long now) {
        pacer.left(congestion.pacing(length, roundTrip.smoothed()), now);
    }

    private boolean sendNew(Heads heads, PacketSink sink, long now) {
        long unsent = ring.end() - sent;
        if (packets.span() >= longestSpan) {
            return false;
        }
        if (unsent == 0) {
            return sendFin(heads, sink, now);
        }
        boolean introduces = packets.next() < introducedBefore;
        int payload = payload() - (introduces ? Heads.INTRODUCTION : 0);
        int length = (int) Math.min(Math.min(unsent, payload), ring.straight(sent));
        long room = peerWindow - packets.outstanding();
        if (length > room) {
            // Not crumbs, while more room may come; but now and then one asks whether there is.
            if (packets.outstanding() > 0 || room < CRUMB && !timers.mayAsk(now)) {
                return false;
            }
            length = (int) Math.max(1, room);
        }
        if (!maySend(length, now)) {
            return false;
        }
        boolean mayProbe = probe < 0 && length == payload && !introduces;
        OptionalInt longer = mayProbe ? mtu.probe(now) : OptionalInt.empty();
        if (longer.isPresent()) {
            int least = PacketHead.LENGTH + Heads.LEAST_PADDING;
            length = Math.min(length, longer.getAsInt() - least);
        }
        timers.forgetToAsk();
        long sequence = packets.add(sent, length, now);
        long from = ring.index(sent);
        sent += length;
        if (longer.isPresent()) {
            probe = sequence;
            int padding = longer.getAsInt() - PacketHead.LENGTH - length;
            heads.padded(sink, padding, sequence, ring.segment(), from, length, now);
        } else {
            bytes(heads, sink, sequence, from, length, now);
        }
        pace(length, now);
        return true;
    }

    private boolean sendFin(Heads heads, PacketSink sink, long now) {
        if (!isFinishing || fin >= 0) {
            return false;
        }
        fin = packets.add(sent, 0, now);
        heads.send(sink, PacketType.FIN, fin, now);
        return true;
    }

    private void again(Heads heads, PacketSink sink, long sequence, long now) {
        packets.again(sequence, now);
        if (sequence == probe) {
            // Without its padding: whatever is acknowledged from here on says nothing of it.
            probe = -1;
            mtu.lost(now);
        }
        if (sequence == fin) {
            heads.send(sink, PacketType.FIN, sequence, now);
            return;
        }
        int length = packets.length(sequence);
        bytes(heads, sink, sequence, ring.index(packets.offset(sequence)), length, now);
        pace(length, now);
    }

    private void bytes(
            Heads heads, PacketSink sink, long sequence, long from, int length, long now) {
        PacketSink.Kind kind =
                mayBeCut || length > payload()
                        ? PacketSink.Kind.FRAGMENTABLE
                        : PacketSink.Kind.USUAL;
        MemorySegment bytes = ring.segment();
        if (sequence < introducedBefore) {
            heads.introduce(sink, sequence, bytes, from, length, kind, now);
        } else {
            heads.send(sink, PacketType.DATA, sequence, bytes, from, length, kind, now);
        }
    }

    private void timedOut(long now) {
        boolean isOnlyProbe = packets.span() == 1 && packets.first() == probe;
        if (probe >= 0) {
            probe = -1;
            mtu.lost(now);
        }
        packets.loseAll();
        losses.forget();
        if (!isOnlyProbe) {
            roundTrip.timedOut();
        }
        armTimers(now);
        if (isOnlyProbe || peerWindow == 0) {
            return;
        }
        congestion.timedOut(now);
        if (roundTrip.timeouts() < STALLED) {
            return;
        }
        if (mtu.packetSize() > MtuSearch.SAFE) {
            mtu.stalled(now);
            congestion.packetSize(payload());
        } else {
            mayBeCut = true;
        }
    }

    private void armTimers(long now) {
        if (packets.isEmpty()) {
            timers.end();
        } else {
            timers.begin(now);
        }
    }

    /** When {@link #send} is to be called at the latest. */
    long nextTime() {
        long waited = timers.nextTime(packets.outstanding() == 0);
        return Math.min(
                waited, Math.min(losses.nextTime(), isPaced ? pacer.opensAt() : Long.MAX_VALUE));
    }

    /** Memory that nothing is in is given back. */
    void rest() {
        if (ring.size() == 0) {
            ring.free();
        }
    }

    void free() {
        ring.free();
    }
}
