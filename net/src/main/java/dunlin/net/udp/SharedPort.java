package dunlin.net.udp;

import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
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

    /** Longer than any packet that UDP has room for. */
    private static final int MAX_PACKET = 65_536;

    /** What waits while the thread is held up, in bytes. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final Thread thread;
    private final Map<Kind, Listener> listeners = new ConcurrentHashMap<>();
    private final LongAdder received = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder unsent = new LongAdder();

    private SharedPort(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.thread = Thread.ofPlatform().name("packets").daemon().unstarted(this::receive);
    }

    static SharedPort open(InetSocketAddress listen) throws IOException {
        SharedPort port = new SharedPort(bindThereOrElsewhere(listen));
        port.thread.start();
        return port;
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
            return channel.bind(listen);
        } catch (IOException e) {
            channel.close();
            String at = listen.getHostString() + " port " + listen.getPort();
            throw new IOException("cannot listen on UDP " + at + ": " + e.getMessage(), e);
        }
    }

    private void receive() {
        ByteBuffer packet = ByteBuffer.allocateDirect(MAX_PACKET);
        while (true) {
            try {
                InetSocketAddress from = (InetSocketAddress) channel.receive(packet.clear());
                hear(packet.flip(), PeerAddress.of(from));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                // Were the thread to end here, the port would be there, and deaf.
                LOG.error("a packet could not be received", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void hear(ByteBuffer packet, PeerAddress from) {
        Optional<Listener> listener = listener(packet);
        if (listener.isEmpty() || from.port() == 0) {
            dropped.increment();
            return;
        }
        received.increment();
        try {
            listener.get().heard(packet, from);
            listener.get().heardAll();
        } catch (RuntimeException | Error e) {
            LOG.error("A fault of ours in a packet from {}", from, e);
        }
    }

    private Optional<Listener> listener(ByteBuffer packet) {
        return packet.hasRemaining()
                ? Kind.of(packet.get(0))
                        .filter(kind -> packet.remaining() <= kind.longest())
                        .map(listeners::get) // which is null where nobody listens
                : Optional.empty();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void lead(Kind kind, Listener listener) {
        listeners.put(kind, listener);
    }

    @Override
    public void turnAway(Kind kind, Listener listener) {
        listeners.remove(kind, listener);
    }

    @Override
    public boolean send(ByteBuffer packet, PeerAddress to) {
        boolean taken;
        try {
            taken = channel.send(packet.duplicate(), to.socketAddress()) == packet.remaining();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("a packet to {} is lost", to, e); // no way there, or of the other family
            taken = false;
        }
        (taken ? sent : unsent).increment();
        return taken;
    }

    @Override
    public Sent send(ByteBuffer packet, PeerAddress to, boolean isWhole) {
        return send(packet, to) ? Sent.TAKEN : Sent.LOST;
    }

    @Override
    public Batch batch() {
        return new PlainBatch();
    }

    @Override
    public void expectMuch() {}

    /** Sends each packet as it is added. */
    private final class PlainBatch implements Batch {
        private final ByteBuffer packet = ByteBuffer.allocateDirect(MAX_PACKET);
        private Sent worst = Sent.TAKEN;

        @Override
        public void add(
                PeerAddress to, ByteBuffer head, MemorySegment payload, long from, int length) {
            packet.clear().put(head.duplicate());
            packet.put(payload.asSlice(from, length).asByteBuffer()).flip();
            Sent sent = send(packet, to, true);
            worst = sent.compareTo(worst) > 0 ? sent : worst;
        }

        @Override
        public Sent send() {
            Sent result = worst;
            worst = Sent.TAKEN;
            return result;
        }

        private Sent send(ByteBuffer bytes, PeerAddress to, boolean isWhole) {
            return SharedPort.this.send(bytes, to, isWhole);
        }
    }

    @Override
    public Counts counts() {
        return new Counts(received.sum(), dropped.sum(), sent.sum(), unsent.sum());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a UDP port", e);
        }
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
