package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dunlin.net.linux.LinuxCalls;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Receives many messages in one call of the system ({@code recvmmsg}), each of which may be many
 * packets that came one behind the other ({@code UDP_GRO}). They are told of one by one, where they
 * lie.
 *
 * <pre>
 *   mmsghdr and iovec as in {@link MessageLayout}, each for 64 KiB
 *   envelope (56)  address: sockaddr_in6 (28)
 *                  - 4
 *                  control: cmsghdr (16)
 *                           length of each packet but the last 4
 *                  - 4
 * </pre>
 */
final class LinuxIntake implements Intake {
    private static final int BATCH = 16;

    /** Longer than any message. */
    private static final int MESSAGE = 65_536;

    private static final int ENVELOPE = 56;
    private static final int CONTROL_AT = 32;
    private static final int CONTROL_BYTES = 24;

    /**
     * So many bytes at most until whoever hears may answer: who sends goes on meanwhile, if it has
     * not sent all that it may.
     */
    private static final int ANSWERED_BYTES = 256 << 10;

    private final TakenSocket socket;

    /** Of the thread that receives. */
    private final Arena memory = Arena.ofConfined();

    private final MemorySegment envelopes = memory.allocate((long) ENVELOPE * BATCH, Long.BYTES);
    private final MemorySegment headers =
            memory.allocate((long) MessageLayout.HEADER * BATCH, Long.BYTES);
    private final MemorySegment why = memory.allocate(JAVA_INT);
    private final MemorySegment polled = memory.allocate(JAVA_LONG);
    private final ByteBuffer[] messages = new ByteBuffer[BATCH];

    private PeerAddress from = new PeerAddress(0, 0, 0);
    private int unanswered;

    /** To be made by the thread that receives. */
    LinuxIntake(TakenSocket socket) {
        this.socket = socket;
        MemorySegment vectors = memory.allocate((long) MessageLayout.VECTOR * BATCH, Long.BYTES);
        for (int i = 0; i < BATCH; i++) {
            messages[i] = describe(vectors, i);
        }
        polled.set(JAVA_INT, 0, socket.descriptor());
        polled.set(JAVA_SHORT, Integer.BYTES, LinuxCalls.POLLIN);
        socket.joinsReceived(true); // if not, it has each packet alone
    }

    private ByteBuffer describe(MemorySegment vectors, int i) {
        MemorySegment bytes = memory.allocate(MESSAGE, Long.BYTES);
        long vector = (long) MessageLayout.VECTOR * i;
        vectors.set(JAVA_LONG, vector, bytes.address());
        vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_LENGTH, MESSAGE);
        long header = (long) MessageLayout.HEADER * i;
        long envelope = envelopes.address() + (long) ENVELOPE * i;
        headers.set(JAVA_LONG, header, envelope);
        headers.set(JAVA_INT, header + MessageLayout.ADDRESS_LENGTH, MessageLayout.ADDRESS_BYTES);
        headers.set(JAVA_LONG, header + MessageLayout.IOVEC, vectors.address() + vector);
        headers.set(JAVA_LONG, header + MessageLayout.IOVECS, 1);
        headers.set(JAVA_LONG, header + MessageLayout.CONTROL, envelope + CONTROL_AT);
        headers.set(JAVA_LONG, header + MessageLayout.CONTROL_LENGTH, CONTROL_BYTES);
        return bytes.asByteBuffer();
    }

    @Override
    public void receive(Ears ears) throws IOException {
        int count = receive();
        if (count < 0) {
            LinuxCalls.poll(polled, -1);
            count = Math.max(0, receive());
        }
        try {
            for (int i = 0; i < count; i++) {
                tell(i, ears);
            }
        } finally {
            heardAll(ears);
        }
    }

    /** How many messages were there; -1 for none. */
    private int receive() throws IOException {
        int flags = LinuxCalls.MSG_DONTWAIT;
        int count = LinuxCalls.recvmmsg(socket.descriptor(), headers, BATCH, flags, why);
        int error = why.get(JAVA_INT, 0);
        if (count < 0 && error != LinuxCalls.EAGAIN && error != LinuxCalls.EINTR) {
            throw new IOException("packets cannot be received, error " + error);
        }
        return count;
    }

    private void tell(int i, Ears ears) {
        long header = (long) MessageLayout.HEADER * i;
        int length = headers.get(JAVA_INT, header + MessageLayout.RECEIVED);
        int step = step(i, length);
        ByteBuffer message = messages[i];
        readSender((long) ENVELOPE * i);
        int at = 0;
        do {
            int end = Math.min(at + step, length);
            ears.hear(message.limit(end).position(at), from);
            at = end;
        } while (at < length);
        unanswered += length;
        if (unanswered >= ANSWERED_BYTES) {
            heardAll(ears);
        }
    }

    private void heardAll(Ears ears) {
        unanswered = 0;
        ears.heardAll();
    }

    /** How long each packet of a message is. */
    private int step(int i, int length) {
        long header = (long) MessageLayout.HEADER * i;
        long control = headers.get(JAVA_LONG, header + MessageLayout.CONTROL_LENGTH);
        headers.set(JAVA_LONG, header + MessageLayout.CONTROL_LENGTH, CONTROL_BYTES);
        long at = (long) ENVELOPE * i + CONTROL_AT;
        boolean isJoined =
                control >= MessageLayout.VALUE + Integer.BYTES
                        && envelopes.get(JAVA_INT, at + MessageLayout.LEVEL) == LinuxCalls.SOL_UDP
                        && envelopes.get(JAVA_INT, at + MessageLayout.TYPE) == LinuxCalls.UDP_GRO;
        int step = isJoined ? envelopes.get(JAVA_INT, at + MessageLayout.VALUE) : length;
        return step > 0 ? step : length;
    }

    private void readSender(long envelope) {
        long address = envelope + MessageLayout.ADDRESS;
        long high = envelopes.get(MessageLayout.NETWORK_LONG, address);
        long low = envelopes.get(MessageLayout.NETWORK_LONG, address + Long.BYTES);
        int port =
                Short.toUnsignedInt(
                        envelopes.get(MessageLayout.NETWORK_SHORT, envelope + MessageLayout.PORT));
        if (low != from.low() || high != from.high() || port != from.port()) {
            from = new PeerAddress(high, low, port);
        }
    }

    @Override
    public void wake() {
        socket.stopReceiving();
    }

    @Override
    public void close() {
        socket.joinsReceived(false);
        memory.close();
    }
}
