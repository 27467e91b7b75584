package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.udp.UdpSocket.Exchanged;
import dunlin.net.udp.UdpSocket.Lengths;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A port whose packets are taken many at a time, by a socket of the C library. */
final class LinuxPort implements UdpPort {
    private final int descriptor;
    private final InetSocketAddress address;
    private final boolean isWildcard;
    private final int batch;
    private final Lengths lengths;

    /**
     * Held for reading while the descriptor is in use, for writing to close it: its number may come
     * again.
     */
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();

    private final AtomicBoolean closed = new AtomicBoolean();

    private final Cuts cuts;

    /** What is done with the descriptor. */
    interface Use {
        Exchanged with(int descriptor) throws IOException;
    }

    private LinuxPort(
            int descriptor,
            InetSocketAddress address,
            boolean isWildcard,
            int batch,
            Lengths lengths) {
        this.descriptor = descriptor;
        this.address = address;
        this.isWildcard = isWildcard;
        this.batch = batch;
        this.lengths = lengths;
        this.cuts = Cuts.of(descriptor);
    }

    /**
     * Opens a port.
     *
     * @param listen an IPv4 address, an IPv6 address, or a wildcard for both kinds
     * @throws IOException if that fails, whyever
     */
    static LinuxPort open(InetSocketAddress listen, int batch, Lengths lengths) throws IOException {
        boolean isWildcard = listen.getAddress().isAnyLocalAddress();
        // The wildcard of IPv6 stands for that of IPv4 too.
        PeerAddress at =
                isWildcard
                        ? new PeerAddress(0, 0, listen.getPort())
                        : PeerAddress.of(listen.getAddress(), listen.getPort());
        int descriptor =
                LinuxCalls.socket(
                        LinuxCalls.AF_INET6, LinuxCalls.SOCK_DGRAM | LinuxCalls.SOCK_CLOEXEC);
        if (descriptor < 0) {
            throw new IOException("no UDP socket");
        }
        try {
            int port = bind(descriptor, at, isWildcard);
            InetSocketAddress bound = new InetSocketAddress(listen.getAddress(), port);
            return new LinuxPort(descriptor, bound, isWildcard, batch, lengths);
        } catch (IOException e) {
            LinuxCalls.close(descriptor);
            throw e;
        }
    }

    /**
     * @return the port, which the system chooses if {@code at} has none
     */
    private static int bind(int descriptor, PeerAddress at, boolean isWildcard) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment address = call.allocate(MessageLayout.ADDRESS_BYTES, Long.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) LinuxCalls.AF_INET6);
            address.set(MessageLayout.NETWORK_SHORT, MessageLayout.PORT, (short) at.port());
            address.set(MessageLayout.NETWORK_LONG, MessageLayout.ADDRESS, at.high());
            address.set(MessageLayout.NETWORK_LONG, MessageLayout.ADDRESS + Long.BYTES, at.low());
            MemorySegment length = call.allocateFrom(JAVA_INT, MessageLayout.ADDRESS_BYTES);
            MemorySegment yes = call.allocateFrom(JAVA_INT, 1);
            MemorySegment no = call.allocateFrom(JAVA_INT, 0);
            MemorySegment buffer = call.allocateFrom(JAVA_INT, RECEIVE_BUFFER);
            int ipv6 = LinuxCalls.IPPROTO_IPV6;
            if (LinuxCalls.setsockopt(descriptor, ipv6, LinuxCalls.IPV6_V6ONLY, no) < 0
                    || LinuxCalls.setsockopt(
                                    descriptor, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_RCVBUF, buffer)
                            < 0
                    || isWildcard
                            && LinuxCalls.setsockopt(
                                            descriptor, ipv6, LinuxCalls.IPV6_RECVPKTINFO, yes)
                                    < 0
                    || LinuxCalls.bind(descriptor, address, MessageLayout.ADDRESS_BYTES) < 0
                    || LinuxCalls.getsockname(descriptor, address, length) < 0) {
                throw new IOException("no UDP socket at " + at);
            }
            return Short.toUnsignedInt(
                    address.get(MessageLayout.NETWORK_SHORT, MessageLayout.PORT));
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean takesBatches() {
        return batch > 1;
    }

    @Override
    public UdpSocket socket() {
        return new LinuxSocket(this, isWildcard, batch, lengths);
    }

    /**
     * Uses the descriptor, which is not closed meanwhile; but the port may be.
     *
     * @throws ClosedChannelException if the port is closed
     */
    Exchanged use(Use use) throws IOException {
        inUse.readLock().lock();
        try {
            checkOpen();
            return use.with(descriptor);
        } finally {
            inUse.readLock().unlock();
        }
    }

    Cuts cuts() {
        return cuts;
    }

    void checkOpen() throws ClosedChannelException {
        if (closed.get()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        LinuxCalls.shutdown(descriptor); // wakes up whoever waits for a packet
        inUse.writeLock().lock();
        try {
            LinuxCalls.close(descriptor);
        } finally {
            inUse.writeLock().unlock();
        }
    }
}
