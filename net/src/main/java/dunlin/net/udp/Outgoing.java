package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.udp.PacketPort.Sent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Packets that are sent in one call. Those of one length that follow each other to the same
 * receiver are one message, which the system cuts into packets ({@code UDP_SEGMENT}): many cost
 * little more than a single one. Not thread-safe.
 *
 * <pre>
 *   mmsghdr and iovec as in {@link MessageLayout}; a message has an iovec for each part of its packets
 *   envelope       address: sockaddr_in6 (28)
 *                  - 4
 *                  control: what a receiver comes with (0 or 40)
 *                           cmsghdr (16)
 *                           length of each packet but the last 2
 *                  - 6
 * </pre>
 */
final class Outgoing {
    static final int CONTROL_AT = 32;

    /** Where a receiver that comes with control data names an interface. */
    private static final int INTERFACE = 64;

    private static final int SEGMENT_CONTROL = 24;
    private static final int SEGMENT_CONTROL_USED = 18;

    /** The most that any Linux cuts one message into, and bytes that every message may have. */
    private static final int MAX_TOGETHER = 64;

    private static final int MAX_BYTES = 65_000;

    /** How often and for how long a call waits for room, where it does not do so by itself. */
    private static final int WAITS = 2;

    private static final int WAIT_MILLIS = 1;

    /** Freed with this object; then nobody is in a call that uses it. */
    private final Arena memory = Arena.ofAuto();

    private final Cuts cuts;
    private final int parts;
    private final long control;
    private final long stride;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment envelopes;
    private final MemorySegment why;
    private final MemorySegment polled;

    private int packets;
    private int messages;

    /** Of the last message: how many packets it has, their bytes, and how long each but one is. */
    private int together;

    private int bytes;
    private int length;

    /** How long the next packet is so far. */
    private int added;

    /** Whether another packet may join the last message. */
    private boolean isOpen;

    private boolean makesCuts;
    private Sent worst = Sent.TAKEN;

    /**
     * @param packets how many at most
     * @param parts of which each packet is put together
     * @param control bytes of control data that a receiver comes with
     */
    Outgoing(Cuts cuts, int packets, int parts, long control) {
        this.cuts = cuts;
        this.parts = parts;
        this.control = control;
        this.stride = CONTROL_AT + control + SEGMENT_CONTROL;
        this.headers = memory.allocate((long) MessageLayout.HEADER * packets, Long.BYTES);
        this.vectors = memory.allocate((long) MessageLayout.VECTOR * packets * parts, Long.BYTES);
        this.envelopes = memory.allocate(stride * packets, Long.BYTES);
        this.why = memory.allocate(JAVA_INT);
        this.polled = memory.allocate(JAVA_LONG);
        for (int i = 0; i < packets; i++) {
            long header = header(i);
            long envelope = envelopes.address() + stride * i;
            headers.set(JAVA_LONG, header, envelope);
            headers.set(
                    JAVA_INT, header + MessageLayout.ADDRESS_LENGTH, MessageLayout.ADDRESS_BYTES);
            headers.set(JAVA_LONG, header + MessageLayout.CONTROL, envelope + CONTROL_AT);
        }
        clear();
    }

    private static long header(int message) {
        return (long) MessageLayout.HEADER * message;
    }

    private long vector(int packet) {
        return (long) MessageLayout.VECTOR * packet * parts;
    }

    /** Begins a batch. */
    void clear() {
        packets = 0;
        messages = 0;
        added = 0;
        isOpen = false;
        makesCuts = cuts.areMade();
    }

    /**
     * Says where a part of the next packet is, which stays there until all is sent.
     *
     * @param part 0 and so on, each of them once
     */
    void part(int part, long address, int length) {
        long vector = vector(packets) + (long) MessageLayout.VECTOR * part;
        vectors.set(JAVA_LONG, vector, address);
        vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_LENGTH, length);
        added += length;
    }

    /**
     * Takes the packet of those parts.
     *
     * @param receivers an envelope of a receiver, whose address and control data are copied
     * @param at where it begins there
     */
    void add(MemorySegment receivers, long at) {
        // No bytes are no packet when a message is cut.
        if (isOpen
                && added > 0
                && added <= length
                && bytes + added <= MAX_BYTES
                && goesWithTheLast(receivers, at)) {
            together++;
            bytes += added;
            join(header(messages - 1));
        } else {
            begin(receivers, at);
            together = 1;
            bytes = added;
            length = added;
        }
        // Only the last packet may be shorter.
        isOpen = makesCuts && added == length && together < MAX_TOGETHER;
        packets++;
        added = 0;
    }

    private void begin(MemorySegment receivers, long at) {
        long header = header(messages);
        long envelope = stride * messages;
        MemorySegment.copy(receivers, at, envelopes, envelope, CONTROL_AT + control);
        if (control > 0) {
            // The way back may lead over another interface. A link-local one is told by its scope.
            envelopes.set(JAVA_INT, envelope + INTERFACE, 0);
        }
        headers.set(JAVA_LONG, header + MessageLayout.IOVEC, vectors.address() + vector(packets));
        headers.set(JAVA_LONG, header + MessageLayout.IOVECS, parts);
        headers.set(JAVA_LONG, header + MessageLayout.CONTROL_LENGTH, control);
        messages++;
    }

    private boolean goesWithTheLast(MemorySegment receivers, long at) {
        long last = stride * (messages - 1);
        long end = control > 0 ? INTERFACE : CONTROL_AT;
        return MemorySegment.mismatch(receivers, at, at + end, envelopes, last, last + end) < 0;
    }

    private void join(long header) {
        headers.set(JAVA_LONG, header + MessageLayout.IOVECS, (long) together * parts);
        if (together == 2) {
            long segment = stride * (messages - 1) + CONTROL_AT + control;
            envelopes.set(JAVA_LONG, segment, SEGMENT_CONTROL_USED);
            envelopes.set(JAVA_INT, segment + MessageLayout.LEVEL, LinuxCalls.SOL_UDP);
            envelopes.set(JAVA_INT, segment + MessageLayout.TYPE, LinuxCalls.UDP_SEGMENT);
            envelopes.set(JAVA_SHORT, segment + MessageLayout.VALUE, (short) length);
            headers.set(
                    JAVA_LONG, header + MessageLayout.CONTROL_LENGTH, control + SEGMENT_CONTROL);
        }
    }

    /** How many packets the batch has so far. */
    int packets() {
        return packets;
    }

    /** How many messages they are. */
    int messages() {
        return messages;
    }

    /**
     * Sends all.
     *
     * @param flags with MSG_DONTWAIT it waits a moment for room, and what has none then is lost
     * @return how many packets could not be sent
     */
    int send(int descriptor, int flags) {
        worst = Sent.TAKEN;
        int unsent = 0;
        int done = 0;
        int waits = 0;
        while (done < messages) {
            int now = send(descriptor, header(done), messages - done, flags);
            if (now > 0) {
                done += now;
            } else if (isFull() && waits < WAITS) {
                waits++;
                awaitRoom(descriptor);
            } else {
                // It ends at the first that fails, and tells of it when that is the first.
                unsent += sendOneByOne(descriptor, header(done), flags);
                done++;
            }
        }
        return unsent;
    }

    /** What became of the worst packet of those that were sent last. */
    Sent worst() {
        return worst;
    }

    private int send(int descriptor, long header, int count, int flags) {
        return LinuxCalls.sendmmsg(descriptor, headers.asSlice(header), count, flags, why);
    }

    private boolean isFull() {
        return why.get(JAVA_INT, 0) == LinuxCalls.EAGAIN;
    }

    private void awaitRoom(int descriptor) {
        polled.set(JAVA_INT, 0, descriptor);
        polled.set(JAVA_SHORT, Integer.BYTES, LinuxCalls.POLLOUT);
        LinuxCalls.poll(polled, WAIT_MILLIS);
    }

    private int sendOneByOne(int descriptor, long header, int flags) {
        long count = headers.get(JAVA_LONG, header + MessageLayout.IOVECS) / parts;
        if (count == 1 || isFull()) {
            fails();
            return (int) count;
        }
        headers.set(JAVA_LONG, header + MessageLayout.IOVECS, parts);
        headers.set(JAVA_LONG, header + MessageLayout.CONTROL_LENGTH, control);
        long first = headers.get(JAVA_LONG, header + MessageLayout.IOVEC);
        int unsent = 0;
        for (long i = 0; i < count; i++) {
            long vector = first + i * parts * MessageLayout.VECTOR;
            headers.set(JAVA_LONG, header + MessageLayout.IOVEC, vector);
            if (send(descriptor, header, 1, flags) <= 0) {
                fails();
                unsent++;
            }
        }
        if (unsent == 0) {
            cuts.pause();
        }
        return unsent;
    }

    private void fails() {
        boolean isTooLong = why.get(JAVA_INT, 0) == LinuxCalls.EMSGSIZE;
        worst = isTooLong || worst == Sent.TOO_LONG ? Sent.TOO_LONG : Sent.LOST;
    }
}
