package dunlin.tracker.announce;

import dunlin.net.udp.UdpPort;
import dunlin.net.udp.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers announces and scrapes over UDP (BEP 15) on platform threads.
 *
 * <p>If no announce has to wait, one thread answers all: it takes many packets at once, and so
 * needs the least time for each. When more are there than it can take, it calls another to its
 * help, which goes on until none is left; each of the others looks by itself now and then, in case
 * that the one is held up. If announces have to wait, for a store on another machine, or the system
 * gives no batches, each thread takes one packet and waits for itself.
 */
public final class UdpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);

    /** One byte more than a request may have shows a longer one, whose end is cut off. */
    static final UdpSocket.Lengths LENGTHS =
            new UdpSocket.Lengths(UdpResponder.MAX_REQUEST + 1, UdpResponder.MAX_ANSWER);

    /** Packets taken at once if none of them has to wait. */
    private static final int BATCH = 64;

    /** When so many batches in a row were full, one thread is about a millisecond behind. */
    private static final int BATCHES_BEHIND = 4;

    private static final long LOOK_MILLIS = 50;

    private static final long PAUSE_NANOS = 10_000_000;

    private final UdpPort port;
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore calls = new Semaphore(0);
    private final UdpCounters counters = new UdpCounters();
    private volatile boolean closed;

    private UdpListener(UdpPort port) {
        this.port = port;
    }

    /**
     * Begins to listen. On a wildcard address it hears IPv4 and IPv6.
     *
     * @param listen where; port 0 for any free one
     * @param threads how many requests are answered at the same time, at most: one a core for a
     *     store in memory, more for one that a thread has to wait for
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
        UdpPort port = UdpPort.open(listen, mayWait ? 1 : BATCH, LENGTHS);
        return start(port, threads, service, ids, time);
    }

    /** Begins to answer on a port, which it closes with itself. */
    static UdpListener start(
            UdpPort port,
            int threads,
            AnnounceService service,
            ConnectionIds ids,
            InstantSource time) {
        UdpListener listener = new UdpListener(port);
        for (int i = 0; i < threads; i++) {
            UdpSocket socket = port.socket();
            UdpResponder responder = new UdpResponder(service, ids, listener.counters, time);
            boolean helps = port.takesBatches() && i > 0;
            Runnable served =
                    helps
                            ? () -> listener.help(socket, responder)
                            : () -> listener.serve(socket, responder);
            listener.threads.add(Thread.ofPlatform().name("udp-" + i).daemon().start(served));
        }
        return listener;
    }

    private void serve(UdpSocket socket, UdpResponder responder) {
        int behind = 0;
        while (true) {
            try {
                boolean more = note(socket.exchange(responder));
                behind = more ? behind + 1 : 0;
                if (behind >= BATCHES_BEHIND && calls.availablePermits() == 0) {
                    behind = 0;
                    calls.release();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                goOn(e);
            }
        }
    }

    private void help(UdpSocket socket, UdpResponder responder) {
        while (!closed) {
            try {
                boolean more;
                do {
                    more = note(socket.exchangeNow(responder));
                } while (more);
                boolean unused = calls.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ClosedChannelException | InterruptedException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                goOn(e);
            }
        }
    }

    private boolean note(UdpSocket.Exchanged exchanged) {
        if (exchanged.unsent() > 0) {
            counters.unsent.add(exchanged.unsent());
        }
        return exchanged.more();
    }

    /** Were the thread to end here, nobody would answer its senders any more. */
    private static void goOn(Throwable e) {
        LOG.error("a packet could not be answered", e);
        LockSupport.parkNanos(PAUSE_NANOS);
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
        closed = true;
        port.close();
        calls.release(threads.size()); // for those who wait to be called
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
