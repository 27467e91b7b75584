package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dunlin.net.linux.LinuxCalls;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes many packets in one call of the system ({@code recvmmsg}), and sends their answers in
 * another. On a wildcard address an answer leaves from the address that its request was sent to,
 * which a channel of the JDK cannot see to.
 *
 * <p>Messages are laid out as in {@link MessageLayout}; each has
 *
 * <pre>
 *   envelope (72)  address: sockaddr_in6 (28)
 *                  - 4
 *                  control: cmsghdr (16)
 *                           in6_pktinfo (20)   the own address 16 | interface 4
 *                  - 4
 * </pre>
 */
final class LinuxSocket implements UdpSocket {
    /**
     * How long a packet waits for others when they come so often: no peer notices it, and one call
     * for many spares the most time when it is scarce.
     */
    private static final long GATHERING_NANOS = 200_000;

    static final int ENVELOPE = 72;
    private static final int CONTROL_BYTES = 40;

    private final LinuxPort port;
    private final int batch;

    /** Bytes of control data: none where all packets were sent to the one address. */
    private final long control;

    /** Freed with this object; then nobody is in a call that uses it. */
    private final Arena memory = Arena.ofAuto();

    private final MemorySegment envelopes;
    private final MemorySegment received;
    private final MemorySegment why;
    private final ByteBuffer[] requests;
    private final ByteBuffer[] answers;
    private final long[] answersAt;
    private final Outgoing outgoing;

    /** Whether packets come so often that it pays to let some gather. */
    private boolean gathers;

    /**
     * @param isWildcard whether packets may be for any of several addresses
     * @param batch how many packets are taken at once
     */
    LinuxSocket(LinuxPort port, boolean isWildcard, int batch, Lengths lengths) {
        this.port = port;
        this.batch = batch;
        this.control = isWildcard ? CONTROL_BYTES : 0;
        this.envelopes = memory.allocate((long) ENVELOPE * batch, Long.BYTES);
        this.received = memory.allocate((long) MessageLayout.HEADER * batch, Long.BYTES);
        this.why = memory.allocate(JAVA_INT);
        this.requests = new ByteBuffer[batch];
        this.answers = new ByteBuffer[batch];
        this.answersAt = new long[batch];
        this.outgoing = new Outgoing(port.cuts(), batch, 1, control);
        MemorySegment vectors = memory.allocate((long) MessageLayout.VECTOR * batch, Long.BYTES);
        for (int i = 0; i < batch; i++) {
            requests[i] = describe(vectors, i, lengths.request());
            MemorySegment answer = memory.allocate(lengths.answer(), Long.BYTES);
            answers[i] = answer.asByteBuffer();
            answersAt[i] = answer.address();
        }
    }

    private ByteBuffer describe(MemorySegment vectors, int i, int length) {
        MemorySegment bytes = memory.allocate(length, Long.BYTES);
        long vector = (long) MessageLayout.VECTOR * i;
        vectors.set(JAVA_LONG, vector, bytes.address());
        vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_LENGTH, length);
        long header = (long) MessageLayout.HEADER * i;
        long envelope = envelopes.address() + (long) ENVELOPE * i;
        received.set(JAVA_LONG, header, envelope);
        received.set(JAVA_INT, header + MessageLayout.ADDRESS_LENGTH, MessageLayout.ADDRESS_BYTES);
        received.set(JAVA_LONG, header + MessageLayout.IOVEC, vectors.address() + vector);
        received.set(JAVA_LONG, header + MessageLayout.IOVECS, 1);
        received.set(JAVA_LONG, header + MessageLayout.CONTROL, envelope + Outgoing.CONTROL_AT);
        received.set(JAVA_LONG, header + MessageLayout.CONTROL_LENGTH, control);
        return bytes.asByteBuffer();
    }

    @Override
    public Exchanged exchange(Responder responder) throws IOException {
        return port.use(descriptor -> exchange(descriptor, responder));
    }

    @Override
    public Exchanged exchangeNow(Responder responder) throws IOException {
        return port.use(descriptor -> {
            int count =
                    LinuxCalls.recvmmsg(descriptor, received, batch, LinuxCalls.MSG_DONTWAIT, why);
            return answered(descriptor, Math.max(0, count), responder);
        });
    }

    private Exchanged exchange(int descriptor, Responder responder) throws IOException {
        if (gathers) {
            LockSupport.parkNanos(GATHERING_NANOS);
        }
        long asked = System.nanoTime();
        int count =
                LinuxCalls.recvmmsg(descriptor, received, batch, LinuxCalls.MSG_WAITFORONE, why);
        gathers = count < batch && System.nanoTime() - asked < GATHERING_NANOS;
        if (count < 0) {
            port.checkOpen();
            throw new IOException("packets cannot be received");
        }
        return answered(descriptor, count, responder);
    }

    private Exchanged answered(int descriptor, int count, Responder responder) throws IOException {
        port.checkOpen(); // shut down it gives empty packets, as many as wanted
        answer(count, responder);
        return new Exchanged(count == batch, outgoing.send(descriptor, 0));
    }

    private void answer(int count, Responder responder) {
        outgoing.clear();
        for (int i = 0; i < count; i++) {
            long header = (long) MessageLayout.HEADER * i;
            ByteBuffer request =
                    requests[i]
                            .clear()
                            .limit(received.get(JAVA_INT, header + MessageLayout.RECEIVED));
            ByteBuffer answer = answers[i].clear();
            if (responder.answer(request, sender(i), answer)) {
                outgoing.part(0, answersAt[i], answer.position());
                outgoing.add(envelopes, (long) ENVELOPE * i);
            }
            received.set(JAVA_LONG, header + MessageLayout.CONTROL_LENGTH, control);
        }
    }

    private PeerAddress sender(int i) {
        long at = (long) ENVELOPE * i;
        return new PeerAddress(
                envelopes.get(MessageLayout.NETWORK_LONG, at + MessageLayout.ADDRESS),
                envelopes.get(MessageLayout.NETWORK_LONG, at + MessageLayout.ADDRESS + Long.BYTES),
                Short.toUnsignedInt(
                        envelopes.get(MessageLayout.NETWORK_SHORT, at + MessageLayout.PORT)));
    }
}
