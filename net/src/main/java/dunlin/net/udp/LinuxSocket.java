package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dunlin.net.linux.LinuxCalls;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes many packets in one call of the system ({@code recvmmsg}), and sends their answers in
 * another. On a wildcard address an answer leaves from the address that its request was sent to,
 * which a channel of the JDK cannot see to.
 *
 * <p>All memory is laid out once, and like that of the {@link Outgoing} answers:
 *
 * <pre>
 *   mmsghdr (64)   address 8 | its length 4 | - 4 | iovec 8 | number of iovecs 8 | control 8 |
 *                  its length 8 | flags 4 | - 4 | received length 4 | - 4
 *   iovec (16)     bytes 8 | length 8
 *   envelope (72)  address: sockaddr_in6 (28)  family 2 | port 2 | flow 4 | address 16 | scope 4
 *                  - 4
 *                  control: cmsghdr (16)       length 8 | level 4 | type 4
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

    static final int HEADER = 64;
    static final int ADDRESS_LENGTH = 8;
    static final int IOVEC = 16;
    static final int IOVECS = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;
    private static final int RECEIVED = 56;

    static final int VECTOR = 16;
    static final int VECTOR_LENGTH = 8;

    static final int ENVELOPE = 72;
    static final int ADDRESS_BYTES = 28;
    static final int PORT = 2;
    static final int ADDRESS = 8;
    static final int CONTROL_AT = 32;
    private static final int CONTROL_BYTES = 40;
    static final int INTERFACE = 64;

    static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong NETWORK_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final LinuxPort port;
    private final int batch;

    /** Bytes of control data: none where all packets were sent to the one address. */
    private final long control;

    /** Freed with this object; then nobody is in a call that uses it. */
    private final Arena memory = Arena.ofAuto();

    private final MemorySegment envelopes;
    private final MemorySegment received;
    private final ByteBuffer[] requests;
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
        this.received = memory.allocate((long) HEADER * batch, Long.BYTES);
        this.requests = new ByteBuffer[batch];
        this.outgoing = new Outgoing(port, batch, control, lengths.answer());
        MemorySegment vectors = memory.allocate((long) VECTOR * batch, Long.BYTES);
        for (int i = 0; i < batch; i++) {
            requests[i] = describe(vectors, i, lengths.request());
        }
    }

    private ByteBuffer describe(MemorySegment vectors, int i, int length) {
        MemorySegment bytes = memory.allocate(length, Long.BYTES);
        long vector = (long) VECTOR * i;
        vectors.set(JAVA_LONG, vector, bytes.address());
        vectors.set(JAVA_LONG, vector + VECTOR_LENGTH, length);
        long header = (long) HEADER * i;
        long envelope = envelopes.address() + (long) ENVELOPE * i;
        received.set(JAVA_LONG, header, envelope);
        received.set(JAVA_INT, header + ADDRESS_LENGTH, ADDRESS_BYTES);
        received.set(JAVA_LONG, header + IOVEC, vectors.address() + vector);
        received.set(JAVA_LONG, header + IOVECS, 1);
        received.set(JAVA_LONG, header + CONTROL, envelope + CONTROL_AT);
        received.set(JAVA_LONG, header + CONTROL_LENGTH, control);
        return bytes.asByteBuffer();
    }

    @Override
    public Exchanged exchange(Responder responder) throws IOException {
        return port.use(descriptor -> exchange(descriptor, responder));
    }

    @Override
    public Exchanged exchangeNow(Responder responder) throws IOException {
        return port.use(descriptor -> {
            int count = LinuxCalls.recvmmsg(descriptor, received, batch, LinuxCalls.MSG_DONTWAIT);
            return answered(descriptor, Math.max(0, count), responder);
        });
    }

    private Exchanged exchange(int descriptor, Responder responder) throws IOException {
        if (gathers) {
            LockSupport.parkNanos(GATHERING_NANOS);
        }
        long asked = System.nanoTime();
        int count = LinuxCalls.recvmmsg(descriptor, received, batch, LinuxCalls.MSG_WAITFORONE);
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
        return new Exchanged(count == batch, outgoing.send(descriptor));
    }

    private void answer(int count, Responder responder) {
        outgoing.clear();
        for (int i = 0; i < count; i++) {
            long header = (long) HEADER * i;
            ByteBuffer request =
                    requests[i].clear().limit(received.get(JAVA_INT, header + RECEIVED));
            if (responder.answer(request, sender(i), outgoing.next())) {
                outgoing.add(envelopes, (long) ENVELOPE * i);
            }
            received.set(JAVA_LONG, header + CONTROL_LENGTH, control);
        }
    }

    private PeerAddress sender(int i) {
        long at = (long) ENVELOPE * i;
        return new PeerAddress(
                envelopes.get(NETWORK_LONG, at + ADDRESS),
                envelopes.get(NETWORK_LONG, at + ADDRESS + Long.BYTES),
                Short.toUnsignedInt(envelopes.get(NETWORK_SHORT, at + PORT)));
    }
}
