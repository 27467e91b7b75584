package dunlin.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.HostPrefix;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the connections of peers and hands each to a {@link Greeter} on a virtual thread of its
 * own. A connection is half open until the greeter returns; there are never more of those than the
 * {@link Bounds} say, and one more for which a place is looked for. Who says nothing gives way, as
 * a {@link Crowd} does. A lock guards who is half open; nobody is called under it.
 */
public final class PeerListeningSocket implements AutoCloseable {
    /**
     * How many connections are let in.
     *
     * @param halfOpen at once with no handshake yet; further ones wait in the kernel until the
     *     oldest of the host with most gives way
     * @param halfOpenPerAddress of those from one address while they are many; further ones are
     *     closed
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

    /** An honest handshake takes a round trip; so long nobody has to give way while it may come. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** A connection that is greeted. */
    private record Knock(Transport transport, InetAddress from, long since) {
        Crowd.Guest<Knock> guest() {
            return new Crowd.Guest<>(this, HostPrefix.of(from), false, false, false, since);
        }
    }

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final Greeter greeter;
    private final ConnectionBudget budget;
    private final Crowd crowd;
    private final AddressCount openByAddress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();

    @GuardedBy("lock")
    private final Set<Knock> halfOpen = new LinkedHashSet<>();

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
        this.crowd = new Crowd(bounds.halfOpen(), 0, bounds.halfOpenPerAddress(), GRACE.toNanos());
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
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("Closing the listening socket {}", address, e);
        }
        halfOpen().forEach(knock -> closeQuietly(knock.transport()));
        threads.close();
    }

    /**
     * Those that are half open now. Lets the accepting thread, should it wait for a place, look
     * again.
     */
    private List<Knock> halfOpen() {
        lock.lock();
        try {
            left.signalAll();
            return List.copyOf(halfOpen);
        } finally {
            lock.unlock();
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

    /** Lets a connection in, or closes it. */
    private void admit(SocketChannel channel) throws IOException {
        InetAddress from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
        if (!budget.enterIncoming()) {
            channel.close();
            return;
        }
        if (!openByAddress.enter(from)) {
            budget.leave();
            channel.close();
            return;
        }
        Transport transport;
        try {
            transport = new TcpTransport(channel);
        } catch (IOException e) { // reset by the peer before we came to it
            leave(from);
            channel.close();
            return;
        }
        transport.whenClosed(() -> leave(from));
        boolean handedOver = false;
        Knock knock = new Knock(transport, from, System.nanoTime());
        try {
            if (takesPlace(knock)) {
                threads.execute(() -> greet(knock));
                handedOver = true;
            }
        } catch (RejectedExecutionException e) { // closed since it was accepted
            LOG.debug("{} comes too late", transport.remote());
        } finally {
            if (!handedOver) {
                leaves(knock);
                closeQuietly(transport);
            }
        }
    }

    private void leave(InetAddress from) {
        openByAddress.leave(from);
        budget.leave();
    }

    /** Finds a place among the half open, perhaps another's. May wait for as long as the grace. */
    private boolean takesPlace(Knock knock) {
        Optional<Knock> gives;
        lock.lock();
        try {
            Crowd.Answer<Knock> answer = ask(knock);
            while (answer instanceof Crowd.Answer.Full<Knock> && !isClosed()) {
                if (!left.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        && System.nanoTime() - knock.since() > GRACE.toNanos()) {
                    break;
                }
                answer = ask(knock);
            }
            gives =
                    switch (answer) {
                        case Crowd.Answer.Free<Knock> _ -> Optional.empty();
                        case Crowd.Answer.Instead<Knock>(Knock leaves) -> Optional.of(leaves);
                        case Crowd.Answer.Full<Knock> _ -> Optional.of(knock);
                        case Crowd.Answer.Enough<Knock> _ -> Optional.of(knock);
                    };
            halfOpen.add(knock);
            gives.ifPresent(halfOpen::remove);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
        gives.ifPresent(gone -> closeQuietly(gone.transport()));
        return !gives.equals(Optional.of(knock));
    }

    @GuardedBy("lock")
    private Crowd.Answer<Knock> ask(Knock knock) {
        return crowd.enter(
                knock.guest(), halfOpen.stream().map(Knock::guest).toList(), System.nanoTime());
    }

    private void leaves(Knock knock) {
        lock.lock();
        try {
            halfOpen.remove(knock);
            left.signal();
        } finally {
            lock.unlock();
        }
    }

    private void greet(Knock knock) {
        boolean taken = false;
        try {
            if (!isClosed()) {
                greeter.greet(knock.transport());
                taken = true;
            }
        } catch (IOException | ProtocolException e) {
            LOG.debug("{} is turned away: {}", knock.transport().remote(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("A fault of ours in greeting {}", knock.transport().remote(), e);
        } finally {
            leaves(knock);
            if (!taken) {
                closeQuietly(knock.transport());
            }
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
