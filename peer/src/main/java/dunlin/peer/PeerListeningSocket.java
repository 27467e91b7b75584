package dunlin.peer;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the connections of peers and hands each to a {@link Greeter} on a virtual thread of its
 * own. A connection is half open until the greeter returns; there are never more of those than the
 * {@link Bounds} say, because a permit is taken before a connection is accepted.
 */
public final class PeerListeningSocket implements AutoCloseable {
    /**
     * How many connections are let in.
     *
     * @param halfOpen at once with no handshake yet; further ones wait in the kernel
     * @param halfOpenPerAddress of those from one address; further ones are closed, so that one
     *     silent stranger does not hold the door for all
     * @param perAddress open from one address, half open or not; further ones are closed
     */
    public record Bounds(int halfOpen, int halfOpenPerAddress, int perAddress) {
        /** For a team's network, where many peers may stand behind one address. */
        public static final Bounds USUAL = new Bounds(256, 64, 512);
    }

    /** Exchanges handshakes on a connection and takes it over, or closes it. May block. */
    @FunctionalInterface
    public interface Greeter {
        /** After an exception the transport is closed. */
        void greet(Transport transport) throws IOException, ProtocolException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeerListeningSocket.class);
    private static final int WAITING = 128; // connections that the kernel keeps until accepted
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final Greeter greeter;
    private final ConnectionBudget budget;
    private final Semaphore halfOpen;
    private final AddressCount halfOpenByAddress;
    private final AddressCount openByAddress;
    private final Set<Transport> greeted = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("peer-incoming ", 0).factory());

    private PeerListeningSocket(
            ServerSocketChannel server, Bounds bounds, ConnectionBudget budget, Greeter greeter)
            throws IOException {
        this.server = server;
        this.address = (InetSocketAddress) server.getLocalAddress();
        this.greeter = greeter;
        this.budget = budget;
        this.halfOpen = new Semaphore(bounds.halfOpen());
        this.halfOpenByAddress = new AddressCount(bounds.halfOpenPerAddress());
        this.openByAddress = new AddressCount(bounds.perAddress());
    }

    /**
     * Binds an address, with port 0 for any free one, and accepts from now on.
     *
     * @param budget in which each connection counts until it is closed
     * @throws IOException if it cannot be bound
     */
    public static PeerListeningSocket open(
            InetSocketAddress bind, Bounds bounds, ConnectionBudget budget, Greeter greeter)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(bind, WAITING);
            PeerListeningSocket socket = new PeerListeningSocket(server, bounds, budget, greeter);
            socket.threads.execute(socket::accept);
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
        halfOpen.release(); // should the accepting thread wait for one
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("Closing the listening socket {}", address, e);
        }
        greeted.forEach(PeerListeningSocket::closeQuietly);
        threads.close();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void accept() {
        while (!isClosed()) {
            halfOpen.acquireUninterruptibly();
            boolean handedOver = false;
            try {
                handedOver = !isClosed() && admit(server.accept());
            } catch (IOException | RuntimeException | Error e) {
                pauseAfter(e); // without this thread the port would be there, and silent
            } finally {
                if (!handedOver) {
                    halfOpen.release();
                }
            }
        }
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

    /** Lets a connection in unless its address has too many. @return whether it is in */
    private boolean admit(SocketChannel channel) throws IOException {
        InetAddress from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
        if (!budget.enterIncoming()) {
            channel.close();
            return false;
        }
        if (!openByAddress.enter(from)) {
            budget.leave();
            channel.close();
            return false;
        }
        Transport transport;
        try {
            transport = new TcpTransport(channel, () -> leave(from));
        } catch (IOException e) { // reset by the peer before we came to it
            leave(from);
            channel.close();
            return false;
        }
        if (!halfOpenByAddress.enter(from)) {
            transport.close();
            return false;
        }
        greeted.add(transport);
        try {
            threads.execute(() -> greet(transport, from));
            return true;
        } catch (RejectedExecutionException e) { // closed since it was accepted
            forget(transport, from);
            return false;
        } catch (RuntimeException | Error e) { // no memory for a thread, say
            forget(transport, from);
            throw e;
        }
    }

    private void forget(Transport transport, InetAddress from) {
        greeted.remove(transport);
        halfOpenByAddress.leave(from);
        closeQuietly(transport);
    }

    private void leave(InetAddress from) {
        openByAddress.leave(from);
        budget.leave();
    }

    private void greet(Transport transport, InetAddress from) {
        boolean taken = false;
        try {
            if (!isClosed()) {
                greeter.greet(transport);
                taken = true;
            }
        } catch (IOException | ProtocolException e) {
            LOG.debug("{} is turned away: {}", transport.remote(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("A fault of ours in greeting {}", transport.remote(), e);
        } finally {
            greeted.remove(transport);
            if (!taken) {
                closeQuietly(transport);
            }
            halfOpenByAddress.leave(from);
            halfOpen.release();
        }
    }

    private static void closeQuietly(Transport transport) {
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("Closing {}", transport, e);
        }
    }
}
