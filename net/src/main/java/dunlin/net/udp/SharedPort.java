package dunlin.net.udp;

import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of this machine, through a channel of the JDK: that is open in a few milliseconds, while
 * the first call of the C library costs a command a tenth of a second or more at its start. One
 * platform thread receives, so that packets are heard also while others hold all that carry virtual
 * threads; who sends does it on a thread of its own.
 */
final class SharedPort implements PacketPort {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPort.class);
    private static final long PAUSE_NANOS = 10_000_000;

    /** What waits while the thread is held up, in bytes; an ordinary user gets less. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private static final int SEND_BUFFER = 1 << 20;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final int receiveBuffer;
    private final Ears ears = new Ears();
    private final PlainOutlet outlet;
    private final PlainIntake plain;
    private final Thread thread;
    private final AtomicBoolean expectsMuch = new AtomicBoolean();

    /** The same socket for calls of the C library, as soon as they are to be used. */
    private volatile @Nullable TakenSocket taken;

    private volatile boolean takesBatches;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SharedPort(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.receiveBuffer = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        this.outlet = new PlainOutlet(channel);
        this.plain = new PlainIntake(channel);
        this.thread = Thread.ofPlatform().name("packets").daemon().unstarted(this::receive);
    }

    static SharedPort open(InetSocketAddress listen) throws IOException {
        DatagramChannel channel = bindThereOrElsewhere(listen);
        try {
            SharedPort port = new SharedPort(channel);
            port.thread.start();
            return port;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static DatagramChannel bindThereOrElsewhere(InetSocketAddress listen)
            throws IOException {
        try {
            return bind(listen);
        } catch (IOException e) {
            if (listen.getPort() == 0) {
                throw e;
            }
            LOG.info("another UDP port is taken: {}", e.getMessage());
            return bind(new InetSocketAddress(listen.getAddress(), 0));
        }
    }

    private static DatagramChannel bind(InetSocketAddress listen) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            return channel.bind(listen);
        } catch (IOException e) {
            channel.close();
            String at = listen.getHostString() + " port " + listen.getPort();
            throw new IOException("cannot listen on UDP " + at + ": " + e.getMessage(), e);
        }
    }

    private void receive() {
        receiveUntil(plain, () -> closed.get() || taken != null);
        TakenSocket socket = taken;
        if (socket != null && !closed.get()) {
            takesBatches = true;
            receiveUntil(new LinuxIntake(socket), () -> closed.get());
        }
    }

    private void receiveUntil(Intake intake, BooleanSupplier isEnough) {
        try (intake) {
            while (!isEnough.getAsBoolean()) {
                receive(intake);
            }
        } catch (IOException e) {
            LOG.debug("closing what receives", e);
        }
    }

    private void receive(Intake from) {
        try {
            from.receive(ears);
        } catch (IOException | RuntimeException | Error e) {
            if (!closed.get()) {
                // Were the thread to end here, the port would be there, and deaf.
                LOG.error("a packet could not be received", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void lead(Kind kind, Listener listener) {
        ears.lead(kind, listener);
    }

    @Override
    public void turnAway(Kind kind, Listener listener) {
        ears.turnAway(kind, listener);
    }

    @Override
    public boolean send(ByteBuffer packet, PeerAddress to) {
        return send(packet, to, false) == Sent.TAKEN;
    }

    @Override
    public Sent send(ByteBuffer packet, PeerAddress to, boolean isWhole) {
        return outlet.send(packet, to.socketAddress(), isWhole, true);
    }

    @Override
    public Batch batch() {
        return new BestBatch();
    }

    /** Leaves by the best means that there is when its first packet is added. */
    private final class BestBatch implements Batch {
        private final Batch plain = new PlainBatch(outlet);
        private @Nullable Batch linux;
        private Batch now = plain;
        private boolean isBegun;

        @Override
        public void add(
                PeerAddress to, ByteBuffer head, MemorySegment payload, long from, int length) {
            if (!isBegun) {
                isBegun = true;
                now = best();
            }
            now.add(to, head, payload, from, length);
        }

        private Batch best() {
            TakenSocket socket = taken;
            if (socket == null) {
                return plain;
            }
            if (linux == null) {
                linux = new LinuxBatch(socket, outlet);
            }
            return linux;
        }

        @Override
        public Sent send() {
            isBegun = false;
            return now.send();
        }
    }

    /** Whether packets come and leave by the batch by now. */
    boolean takesBatches() {
        return takesBatches;
    }

    @Override
    public void expectMuch() {
        if (!expectsMuch.getAndSet(true) && TakenSocket.isPossible()) {
            Thread.ofPlatform().name("packets by the batch").daemon().start(this::take);
        }
    }

    private void take() {
        try {
            TakenSocket socket = TakenSocket.at(address);
            if (outlet.fragments().begin(true, 0)) {
                try {
                    socket.allowFragments(false);
                    outlet.fragments().switchBy(socket::allowFragments);
                    taken = socket;
                } finally {
                    outlet.fragments().end(true, 0);
                }
                plain.wake();
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("no packets by the batch here", e);
        }
    }

    @Override
    public Counts counts() {
        return new Counts(
                ears.received(), ears.dropped(), outlet.sent(), outlet.unsent(), overflowed());
    }

    private long overflowed() {
        TakenSocket socket = taken;
        if (socket == null || !outlet.fragments().begin(true, 0)) {
            return 0;
        }
        try {
            return socket.overflowed();
        } finally {
            outlet.fragments().end(true, 0);
        }
    }

    @Override
    public int receiveBuffer() {
        return receiveBuffer;
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return; // the socket's number may be another's by now
        }
        outlet.fragments().close();
        plain.wake();
        TakenSocket socket = taken;
        if (socket != null) {
            socket.stopReceiving();
        }
        join();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a UDP port", e);
        }
    }

    /** An interrupt waits until it is done, since the thread is at its last packet. */
    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
