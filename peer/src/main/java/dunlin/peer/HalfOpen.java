package dunlin.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.HostPrefix;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that came in, by whatever transport, and on which no handshakes are exchanged
 * yet: hands each to a {@link Greeter} on a virtual thread of its own. It is half open until the
 * greeter returns; there are never more of those than the {@link Bounds} say, and one more for
 * which a place is looked for. Who says nothing gives way, as a {@link Crowd} does. Thread-safe: a
 * lock guards who is half open; nobody is called under it.
 */
public final class HalfOpen implements AutoCloseable {
    /**
     * How many connections are let in.
     *
     * @param halfOpen at once with no handshake yet
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

    private static final Logger LOG = LoggerFactory.getLogger(HalfOpen.class);
    private static final long PAUSE_MILLIS = 100;

    /** An honest handshake takes a round trip; so long nobody has to give way while it may come. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** A connection that is greeted. */
    private record Knock(Transport transport, InetAddress from, long since) {
        Crowd.Guest<Knock> guest() {
            return new Crowd.Guest<>(this, HostPrefix.of(from), false, false, false, since);
        }
    }

    private final Greeter greeter;
    private final ConnectionBudget budget;
    private final Crowd crowd;
    private final AddressCount openByAddress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();

    @GuardedBy("lock")
    private final Set<Knock> knocks = new LinkedHashSet<>();

    private volatile boolean closed;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("peer-incoming ", 0).factory());

    /**
     * Nobody is half open at first.
     *
     * @param budget in which each connection counts until it is closed
     */
    public HalfOpen(Bounds bounds, ConnectionBudget budget, Greeter greeter) {
        this.greeter = greeter;
        this.budget = budget;
        this.crowd = new Crowd(bounds.halfOpen(), 0, bounds.halfOpenPerAddress(), GRACE.toNanos());
        this.openByAddress = new AddressCount(bounds.perAddress());
    }

    /**
     * Lets a connection in, or closes it; from now on it is told when that is closed. While all
     * places are taken it waits for one, for as long as an honest handshake takes: further ones are
     * to wait outside.
     */
    void admit(Transport transport) {
        admit(transport, GRACE.toNanos());
    }

    /** Lets a connection in, or closes it, also if there is no place just now. Never blocks. */
    void admitAtOnce(Transport transport) {
        admit(transport, 0);
    }

    private void admit(Transport transport, long patienceNanos) {
        InetAddress from = transport.remote().getAddress();
        if (!budget.enterIncoming()) {
            closeQuietly(transport);
            return;
        }
        if (!openByAddress.enter(from)) {
            budget.leave();
            closeQuietly(transport);
            return;
        }
        transport.whenClosed(() -> leave(from));
        Knock knock = new Knock(transport, from, System.nanoTime());
        boolean handedOver = false;
        try {
            if (takesPlace(knock, patienceNanos)) {
                threads.execute(() -> greet(knock));
                handedOver = true;
            }
        } catch (RejectedExecutionException e) { // closed since it came
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

    /** Finds a place among the half open, perhaps another's. */
    private boolean takesPlace(Knock knock, long patienceNanos) {
        Optional<Knock> gives;
        lock.lock();
        try {
            Crowd.Answer<Knock> answer = ask(knock);
            while (answer instanceof Crowd.Answer.Full<Knock> && patienceNanos > 0 && !closed) {
                if (!left.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        && System.nanoTime() - knock.since() > patienceNanos) {
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
            knocks.add(knock);
            gives.ifPresent(knocks::remove);
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
                knock.guest(), knocks.stream().map(Knock::guest).toList(), System.nanoTime());
    }

    private void leaves(Knock knock) {
        lock.lock();
        try {
            knocks.remove(knock);
            left.signal();
        } finally {
            lock.unlock();
        }
    }

    private void greet(Knock knock) {
        boolean taken = false;
        try {
            if (!closed) {
                greeter.greet(knock.transport());
                taken = true;
            }
        } catch (IOException | ProtocolException e) {
            LOG.debug("{} is turned away: {}", knock.transport(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("A fault of ours in greeting {}", knock.transport(), e);
        } finally {
            leaves(knock);
            if (!taken) {
                closeQuietly(knock.transport());
            }
        }
    }

    /** Those that are half open now. Lets who waits for a place look again. */
    private List<Knock> knocks() {
        lock.lock();
        try {
            left.signalAll();
            return List.copyOf(knocks);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets nobody in any more, and ends every connection that is still half open. Returns when its
     * threads are gone; not to be called from a greeter.
     */
    @Override
    public void close() {
        closed = true;
        knocks().forEach(knock -> closeQuietly(knock.transport()));
        threads.close();
    }

    private static void closeQuietly(Transport transport) {
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("Closing {}", transport, e);
        }
    }
}
