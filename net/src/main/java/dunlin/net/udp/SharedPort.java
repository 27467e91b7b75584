package dunlin.net.udp;

import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
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

    /** What waits while the thread is held up, in bytes; an ordinary user gets less. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private static final int SEND_BUFFER = 1 << 20;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final int receiveBuffer;
    private final Ears ears = new Ears();
    private final PlainOutlet outlet;
    private final Intake intake;
    private final Thread thread;
    private volatile boolean isClosed;

    private SharedPort(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.receiveBuffer = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        this.outlet = new PlainOutlet(channel);
        this.intake = new PlainIntake(channel);
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
        try (intake) {
            while (!isClosed) {
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
            if (!isClosed) {
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
        return new PlainBatch(outlet);
    }

    @Override
    public void expectMuch() {}

    @Override
    public Counts counts() {
        return new Counts(ears.received(), ears.dropped(), outlet.sent(), outlet.unsent(), 0);
    }

    @Override
    public int receiveBuffer() {
        return receiveBuffer;
    }

    @Override
    public void close() {
        isClosed = true;
        outlet.fragments().close();
        intake.wake();
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
