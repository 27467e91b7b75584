package dunlin.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the connections of peers over TCP. While there is no place among the {@link HalfOpen},
 * further ones wait in the kernel.
 */
public final class PeerListeningSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerListeningSocket.class);
    private static final int WAITING = 128; // connections that the kernel keeps until accepted
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final HalfOpen halfOpen;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private PeerListeningSocket(ServerSocketChannel server, HalfOpen halfOpen) throws IOException {
        this.server = server;
        this.address = (InetSocketAddress) server.getLocalAddress();
        this.halfOpen = halfOpen;
        this.thread = Thread.ofVirtual().name("peer-accept").unstarted(this::accept);
    }

    /**
     * Binds an address, with port 0 for any free one, and accepts from now on.
     *
     * @param halfOpen gets who comes; closed with this
     * @throws IOException if it cannot be bound
     */
    public static PeerListeningSocket open(InetSocketAddress bind, HalfOpen halfOpen)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(bind, WAITING);
            PeerListeningSocket socket = new PeerListeningSocket(server, halfOpen);
            socket.thread.start();
            return socket;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Where it listens, with the port that was given. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Ends accepting, and every connection that is still half open. Returns when its threads are
     * gone; not to be called from a greeter.
     */
    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("Closing the listening socket {}", address, e);
        }
        halfOpen.close();
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

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void accept() {
        while (!isClosed()) {
            try {
                admit(server.accept());
            } catch (IOException | RuntimeException | Error e) {
                pauseAfter(e); // without this thread the port would be there, and silent
            }
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        Transport transport;
        try {
            transport = new TcpTransport(channel);
        } catch (IOException e) { // reset by the peer before we came to it
            channel.close();
            return;
        }
        halfOpen.admit(transport);
    }

    /** Too many open files, say: it may be better soon, and until then must not spin. */
    private void pauseAfter(Throwable failure) {
        if (isClosed()) {
            return;
        }
        LOG.warn("Cannot accept a peer's connection: {}", failure.toString());
        try {
            closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
