package dunlin.tracker.announce;

import dunlin.tracker.udp.UdpPort;
import dunlin.tracker.udp.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers announces and scrapes over UDP (BEP 15), on a platform thread for each socket. */
public final class UdpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);

    /** One byte more than a request may have shows a longer one, whose end is cut off. */
    static final UdpSocket.Lengths LENGTHS =
            new UdpSocket.Lengths(UdpResponder.MAX_REQUEST + 1, UdpResponder.MAX_ANSWER);

    /** Packets taken at once if none of them has to wait. */
    private static final int BATCH = 32;

    private static final long PAUSE_NANOS = 10_000_000;

    private final UdpPort port;
    private final List<Thread> threads = new ArrayList<>();
    private final UdpCounters counters = new UdpCounters();

    private UdpListener(UdpPort port) {
        this.port = port;
    }

    /**
     * Begins to listen. On a wildcard address it hears IPv4 and IPv6.
     *
     * @param listen where; port 0 for any free one
     * @param threads how many requests are answered at the same time: one a core for a store in
     *     memory, more for one that a thread has to wait for
     * @param mayWait whether an announce may take long, so that none should wait for others
     * @throws IOException if the address is not to be had
     */
    public static UdpListener start(
            InetSocketAddress listen,
            int threads,
            boolean mayWait,
            AnnounceService service,
            ConnectionIds ids,
            InstantSource time)
            throws IOException {
        UdpPort port = UdpPort.open(listen, threads, mayWait ? 1 : BATCH, LENGTHS);
        return start(port, service, ids, time);
    }

    /** Begins to answer on a port, which it closes with itself. */
    static UdpListener start(
            UdpPort port, AnnounceService service, ConnectionIds ids, InstantSource time) {
        UdpListener listener = new UdpListener(port);
        for (UdpSocket socket : port.sockets()) {
            UdpResponder responder = new UdpResponder(service, ids, listener.counters, time);
            Thread.Builder thread =
                    Thread.ofPlatform().name("udp-" + listener.threads.size()).daemon();
            listener.threads.add(thread.start(() -> listener.serve(socket, responder)));
        }
        return listener;
    }

    private void serve(UdpSocket socket, UdpResponder responder) {
        while (true) {
            try {
                int unsent = socket.exchange(responder);
                if (unsent > 0) {
                    counters.unsent.add(unsent);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // Were the thread to end here, nobody would answer its senders any more.
                LOG.error("a packet could not be answered", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return port.address();
    }

    public UdpCounters counters() {
        return counters;
    }

    /** Frees the port, and waits until the last answer is given. */
    @Override
    public void close() {
        port.sockets().forEach(UdpSocket::close);
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
}
