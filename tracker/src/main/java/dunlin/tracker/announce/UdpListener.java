package dunlin.tracker.announce;

import dunlin.tracker.store.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers announces and scrapes over UDP (BEP 15) on platform threads, each with a socket of its
 * own on the same port: the system spreads the senders over them, and no thread waits for another.
 */
public final class UdpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);

    /** What waits while a thread is held up, by the garbage collector for instance. */
    private static final int SOCKET_BUFFER = 4 << 20;

    private static final long PAUSE_NANOS = 10_000_000;

    private final List<DatagramChannel> channels;
    private final List<Thread> threads = new ArrayList<>();
    private final InetSocketAddress address;
    private final UdpCounters counters = new UdpCounters();

    private UdpListener(List<DatagramChannel> channels) throws IOException {
        this.channels = channels;
        this.address = (InetSocketAddress) channels.getFirst().getLocalAddress();
    }

    /**
     * Begins to listen. On a wildcard address it hears IPv4 and IPv6.
     *
     * @param listen where; port 0 for any free one
     * @param threads how many requests are answered at the same time: one a core for a store in
     *     memory, more for one that a thread has to wait for
     * @throws IOException if the address is not to be had
     */
    public static UdpListener start(
            InetSocketAddress listen,
            int threads,
            AnnounceService service,
            ConnectionIds ids,
            InstantSource time)
            throws IOException {
        UdpListener listener = new UdpListener(open(listen, threads));
        for (int i = 0; i < threads; i++) {
            DatagramChannel channel = listener.channels.get(i % listener.channels.size());
            UdpResponder responder = new UdpResponder(service, ids, listener.counters, time);
            listener.threads.add(
                    Thread.ofPlatform()
                            .name("udp-" + i)
                            .daemon()
                            .start(() -> listener.serve(channel, responder)));
        }
        return listener;
    }

    /** As many channels as asked for, or one for all where a port has one socket only. */
    private static List<DatagramChannel> open(InetSocketAddress listen, int count)
            throws IOException {
        List<DatagramChannel> channels = new ArrayList<>();
        try {
            DatagramChannel first = DatagramChannel.open();
            channels.add(first);
            first.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            first.bind(listen);
            if (first.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                // Only now: bound with it, the port would be shared with another program's too.
                first.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                while (channels.size() < count) {
                    DatagramChannel next = DatagramChannel.open();
                    channels.add(next);
                    next.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
                    next.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    next.bind(first.getLocalAddress());
                }
            }
            return channels;
        } catch (IOException e) {
            close(channels);
            String at = listen.getHostString() + " port " + listen.getPort();
            throw new IOException("cannot listen on UDP " + at + ": " + e.getMessage(), e);
        }
    }

    private void serve(DatagramChannel channel, UdpResponder responder) {
        // One byte more than a request may have shows a longer one, whose end is cut off.
        ByteBuffer request = ByteBuffer.allocateDirect(UdpResponder.MAX_REQUEST + 1);
        ByteBuffer answer = ByteBuffer.allocateDirect(UdpResponder.MAX_ANSWER);
        while (channel.isOpen()) {
            try {
                InetSocketAddress sender = (InetSocketAddress) channel.receive(request.clear());
                request.flip();
                if (responder.answer(request, PeerAddress.of(sender), answer.clear())) {
                    send(channel, answer.flip(), sender);
                }
            } catch (ClosedChannelException e) {
                LOG.debug("the UDP port is closed");
            } catch (IOException | RuntimeException e) {
                // Were the thread to end here, nobody would answer its senders any more.
                LOG.error("a packet could not be answered", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** A sender may name itself as it likes: what cannot be sent there is its own affair. */
    private void send(DatagramChannel channel, ByteBuffer answer, InetSocketAddress to)
            throws ClosedChannelException {
        try {
            channel.send(answer, to);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            counters.unsent.increment();
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    public UdpCounters counters() {
        return counters;
    }

    /** Frees the port, and waits until the last answer is given. */
    @Override
    public void close() {
        close(channels);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(List<DatagramChannel> channels) {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing a UDP socket", e);
            }
        }
    }
}
