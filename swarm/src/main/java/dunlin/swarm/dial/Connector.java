package dunlin.swarm.dial;

import dunlin.peer.Handshaker;
import dunlin.peer.Handshaker.Greeted;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials the peers of one swarm, a virtual thread for each attempt, as its address book says.
 * Thread-safe: the book is guarded by this object's monitor, under which nothing blocks or calls
 * out.
 */
public final class Connector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Attempts under way at once. */
    private static final int MAX_DIALLING = 30;

    private final AddressBook book;
    private final Handshake ours;
    private final Optional<InetSocketAddress> bind;
    private final Consumer<Greeted> admit;
    private boolean closed;

    /**
     * @param admit takes a connection that is made; called on the attempt's own thread
     */
    public Connector(
            AddressBook book,
            Handshake ours,
            Optional<InetSocketAddress> bind,
            Consumer<Greeted> admit) {
        this.book = book;
        this.ours = ours;
        this.bind = bind;
        this.admit = admit;
    }

    /** Notes addresses of peers. @param trusted whether a person or the index named them */
    public synchronized void add(
            Collection<InetSocketAddress> addresses, boolean trusted, long now) {
        for (InetSocketAddress address : addresses) {
            book.add(address, trusted, now);
        }
    }

    /** Starts as many attempts as are due and as there is room for. */
    public void dial(int room, long now) {
        Collection<InetSocketAddress> due;
        synchronized (this) {
            if (closed) {
                return;
            }
            due = book.dial(Math.min(room, MAX_DIALLING - book.dialling()), now);
        }
        for (InetSocketAddress address : due) {
            Thread.ofVirtual().name("dial " + address).start(() -> attempt(address));
        }
    }

    private void attempt(InetSocketAddress address) {
        try {
            Greeted greeted = Handshaker.dial(address, bind, ours, DEADLINE);
            connected(address, System.nanoTime());
            admit.accept(greeted);
        } catch (Handshaker.OurselvesException e) {
            LOG.debug("{}: {}", address, e.getMessage());
            exclude(address);
        } catch (IOException | ProtocolException e) {
            LOG.debug("{}: {}", address, e.getMessage());
            failed(address);
        } catch (RuntimeException e) { // or the address would count as being dialled for ever
            LOG.error("A fault of ours in dialling {}", address, e);
            failed(address);
        }
    }

    private synchronized void failed(InetSocketAddress address) {
        book.failed(address, System.nanoTime());
    }

    /** There is a connection to the peer that listens there, whoever dialled. */
    public synchronized void connected(InetSocketAddress address, long now) {
        book.connected(address, now);
    }

    /**
     * The connection to the peer that listens there is gone.
     *
     * @param worthwhile whether anything useful passed over it
     */
    public synchronized void disconnected(InetSocketAddress address, boolean worthwhile, long now) {
        book.closed(address, worthwhile, now);
    }

    /** Never again: neither dialled nor let in. */
    public synchronized void ban(InetSocketAddress address) {
        book.ban(address);
    }

    public synchronized boolean banned(InetSocketAddress address) {
        return book.banned(address);
    }

    /** Never to be dialled: it is ourselves. */
    synchronized void exclude(InetSocketAddress address) {
        book.exclude(address);
    }

    /** How many addresses are known. */
    public synchronized int known() {
        return book.size();
    }

    /** Starts no more attempts; those under way are turned away by whoever admits. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
