package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dunlin.net.linux.LinuxCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The answers to a batch of requests, to be sent in one call. Those of one length that follow each
 * other to the same receiver are one message, which the system cuts into packets ({@code
 * UDP_SEGMENT}): a client that announces many torrents at once costs little more than one that
 * announces a single one. Not thread-safe.
 *
 * <pre>
 *   mmsghdr and iovec as in {@link LinuxSocket}; a message has an iovec for each answer in it
 *   envelope (96)  as there, then
 *                  control: cmsghdr (16)   length 8 | level 4 | type 4
 *                           length of each packet but the last 2
 *                  - 6
 * </pre>
 */
final class Outgoing {
    private static final int ENVELOPE = LinuxSocket.ENVELOPE + 24;
    private static final int SEGMENT_CONTROL = 24;
    private static final int SEGMENT_CONTROL_USED = 18;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int VALUE = 16;

    /** The most that any Linux cuts one message into, and bytes that every packet may have. */
    private static final int MAX_TOGETHER = 64;

    private static final int MAX_BYTES = 60_000;

    /** Freed with this object; then nobody is in a call that uses it. */
    private final Arena memory = Arena.ofAuto();

    private final LinuxPort port;
    private final long control;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment envelopes;
    private final ByteBuffer[] answers;

    private int answered;
    private int messages;

    /** Of the last message: how many answers it has, their bytes, and how long each but one is. */
    private int together;

    private int bytes;
    private int length;

    /** Whether another answer may join the last message. */
    private boolean isOpen;

    private boolean cuts;

    /**
     * @param control bytes of control data that an envelope has by itself
     * @param longest bytes of an answer
     */
    Outgoing(LinuxPort port, int batch, long control, int longest) {
        this.port = port;
        this.control = control;
        this.headers = memory.allocate((long) LinuxSocket.HEADER * batch, Long.BYTES);
        this.vectors = memory.allocate((long) LinuxSocket.VECTOR * batch, Long.BYTES);
        this.envelopes = memory.allocate((long) ENVELOPE * batch, Long.BYTES);
        this.answers = new ByteBuffer[batch];
        for (int i = 0; i < batch; i++) {
            MemorySegment answer = memory.allocate(longest, Long.BYTES);
            answers[i] = answer.asByteBuffer();
            vectors.set(JAVA_LONG, vector(i), answer.address());
            long header = header(i);
            long envelope = envelopes.address() + envelope(i);
            headers.set(JAVA_LONG, header, envelope);
            headers.set(JAVA_INT, header + LinuxSocket.ADDRESS_LENGTH, LinuxSocket.ADDRESS_BYTES);
            headers.set(JAVA_LONG, header + LinuxSocket.CONTROL, envelope + LinuxSocket.CONTROL_AT);
        }
    }

    private static long header(int message) {
        return (long) LinuxSocket.HEADER * message;
    }

    private static long vector(int answer) {
        return (long) LinuxSocket.VECTOR * answer;
    }

    private static long envelope(int message) {
        return (long) ENVELOPE * message;
    }

    /** Begins a batch. */
    void clear() {
        answered = 0;
        messages = 0;
        isOpen = false;
        cuts = port.cutsMessages();
    }

    /** An empty buffer for the next answer. */
    ByteBuffer next() {
        return answers[answered].clear();
    }

    /**
     * Takes the answer that was put there.
     *
     * @param requests the envelopes of the requests
     * @param at where among them that is which its request came in
     */
    void add(MemorySegment requests, long at) {
        int added = answers[answered].position();
        vectors.set(JAVA_LONG, vector(answered) + LinuxSocket.VECTOR_LENGTH, added);
        // No bytes are no packet when a message is cut.
        if (isOpen && added > 0 && added <= length && goesWithTheLast(requests, at)) {
            together++;
            bytes += added;
            join(header(messages - 1));
        } else {
            begin(requests, at);
            together = 1;
            bytes = added;
            length = added;
        }
        // Only the last packet may be shorter.
        isOpen = cuts && added == length && together < MAX_TOGETHER && bytes + length <= MAX_BYTES;
        answered++;
    }

    private void begin(MemorySegment requests, long at) {
        long header = header(messages);
        long envelope = envelope(messages);
        MemorySegment.copy(requests, at, envelopes, envelope, LinuxSocket.ENVELOPE);
        if (control > 0) {
            // The way back may lead over another interface. A link-local one is told by its scope.
            envelopes.set(JAVA_INT, envelope + LinuxSocket.INTERFACE, 0);
        }
        headers.set(JAVA_LONG, header + LinuxSocket.IOVEC, vectors.address() + vector(answered));
        headers.set(JAVA_LONG, header + LinuxSocket.IOVECS, 1);
        headers.set(JAVA_LONG, header + LinuxSocket.CONTROL_LENGTH, control);
        messages++;
    }

    private boolean goesWithTheLast(MemorySegment requests, long at) {
        long last = envelope(messages - 1);
        long end = control > 0 ? LinuxSocket.INTERFACE : LinuxSocket.CONTROL_AT;
        return MemorySegment.mismatch(requests, at, at + end, envelopes, last, last + end) < 0;
    }

    private void join(long header) {
        headers.set(JAVA_LONG, header + LinuxSocket.IOVECS, together);
        if (together == 2) {
            long segment = envelope(messages - 1) + LinuxSocket.CONTROL_AT + control;
            envelopes.set(JAVA_LONG, segment, SEGMENT_CONTROL_USED);
            envelopes.set(JAVA_INT, segment + LEVEL, LinuxCalls.SOL_UDP);
            envelopes.set(JAVA_INT, segment + TYPE, LinuxCalls.UDP_SEGMENT);
            envelopes.set(JAVA_SHORT, segment + VALUE, (short) length);
            headers.set(JAVA_LONG, header + LinuxSocket.CONTROL_LENGTH, control + SEGMENT_CONTROL);
        }
    }

    /** How many messages the batch is so far. */
    int messages() {
        return messages;
    }

    /** Sends all. @return how many answers could not be sent */
    int send(int descriptor) {
        int unsent = 0;
        int done = 0;
        while (done < messages) {
            int now =
                    LinuxCalls.sendmmsg(descriptor, headers.asSlice(header(done)), messages - done);
            if (now > 0) {
                done += now;
            } else {
                // It ends at the first that fails, and tells of it when that is the first.
                unsent += sendOneByOne(descriptor, header(done));
                done++;
            }
        }
        return unsent;
    }

    private int sendOneByOne(int descriptor, long header) {
        long count = headers.get(JAVA_LONG, header + LinuxSocket.IOVECS);
        if (count == 1) {
            return 1;
        }
        headers.set(JAVA_LONG, header + LinuxSocket.IOVECS, 1);
        headers.set(JAVA_LONG, header + LinuxSocket.CONTROL_LENGTH, control);
        long first = headers.get(JAVA_LONG, header + LinuxSocket.IOVEC);
        int unsent = 0;
        for (long i = 0; i < count; i++) {
            headers.set(JAVA_LONG, header + LinuxSocket.IOVEC, first + i * LinuxSocket.VECTOR);
            if (LinuxCalls.sendmmsg(descriptor, headers.asSlice(header), 1) <= 0) {
                unsent++;
            }
        }
        if (unsent == 0) {
            port.cutsNoMessages();
        }
        return unsent;
    }
}
