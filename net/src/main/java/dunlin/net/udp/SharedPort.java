package dunlin.net.udp;

import dunlin.net.udp.UdpSocket.Lengths;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of this machine. One platform thread receives, for on Linux it waits in the kernel, by the
 * batch; who sends does it on a thread of its own.
 */
final class SharedPort implements PacketPort {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPort.class);
    private static final int BATCH = 32;

    /** One byte more than a packet may have tells that one was cut. Answers are not used. */
    private static final Lengths LENGTHS = new Lengths(MAX_PACKET + 1, 1);

    private static final long PAUSE_NANOS = 10_000_000;

    private final UdpPort port;
    private final Thread thread;
    private final Map<Kind, Listener> listeners = new ConcurrentHashMap<>();
    private final LongAdder received = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder unsent = new LongAdder();

    private SharedPort(UdpPort port) {
        this.port = port;
        this.thread = Thread.ofPlatform().name("packets").daemon().unstarted(this::receive);
    }

    static SharedPort open(InetSocketAddress listen) throws IOException {
        return open(openOrAnother(listen));
    }

    /** Begins to receive on a port, which it closes with itself. */
    static SharedPort open(UdpPort port) {
        SharedPort shared = new SharedPort(port);
        shared.thread.start();
        return shared;
    }

    private static UdpPort openOrAnother(InetSocketAddress listen) throws IOException {
        try {
            return UdpPort.open(listen, BATCH, LENGTHS);
        } catch (IOException e) {
            if (listen.getPort() == 0) {
                throw e;
            }
            LOG.info("another UDP port is taken: {}", e.getMessage());
            return UdpPort.open(new InetSocketAddress(listen.getAddress(), 0), BATCH, LENGTHS);
        }
    }

    private void receive() {
        UdpSocket socket = port.socket();
        while (true) {
            try {
                socket.exchange(this::hear);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                // Were the thread to end here, the port would be there, and deaf.
                LOG.error("packets cannot be received", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Never an answer in the same breath: who hears sends what there is to say. */
    private boolean hear(ByteBuffer packet, PeerAddress from, ByteBuffer answer) {
        Optional<Listener> listener = listener(packet);
        if (listener.isEmpty() || from.port() == 0) {
            dropped.increment();
            return false;
        }
        received.increment();
        try {
            listener.get().heard(packet, from);
        } catch (RuntimeException | Error e) {
            LOG.error("A fault of ours in a packet from {}", from, e);
        }
        return false;
    }

    private Optional<Listener> listener(ByteBuffer packet) {
        return packet.hasRemaining() && packet.remaining() <= MAX_PACKET
                ? Kind.of(packet.get(packet.position()))
                        .map(listeners::get) // which is null where nobody listens
                : Optional.empty();
    }

    @Override
    public InetSocketAddress address() {
        return port.address();
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
        boolean taken = port.send(packet, to);
        (taken ? sent : unsent).increment();
        return taken;
    }

    @Override
    public Counts counts() {
        return new Counts(received.sum(), dropped.sum(), sent.sum(), unsent.sum());
    }

    @Override
    public void close() {
        port.close();
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
