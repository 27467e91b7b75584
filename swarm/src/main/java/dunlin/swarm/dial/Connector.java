package dunlin.swarm.dial;

import dunlin.net.Ticker;
import dunlin.peer.Dialer;
import dunlin.peer.Greeted;
import dunlin.peer.Handshaker;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials the peers of one share, as its address book says, for as long as the share lives: whoever
 * takes the connections changes when its metadata is known, the book stays. Thread-safe: this
 * object's monitor guards the fields and the book; under it nothing blocks or calls out.
 */
public final class Connector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Attempts under way at once. */
    private static final int MAX_DIALLING = 30;

    /** Attempts under way at once to meet peers. */
    private static final int MAX_MEETING = 8;

    private final AddressBook book;
    private final Dialer dialer;
    private final Optional<Dialer> meeting;
    private final Ticker ticker;
    private final Set<InetSocketAddress> met = new HashSet<>();
    private @Nullable PeerHost host;
    private boolean closed;

    /** One that cannot {@link #meet}. */
    public Connector(AddressBook book, Dialer dialer, Ticker ticker) {
        this(book, dialer, Optional.empty(), ticker);
    }

    /**
     * @param meeting dials over uTP alone, if that is possible
     */
    public Connector(AddressBook book, Dialer dialer, Optional<Dialer> meeting, Ticker ticker) {
        this.book = book;
        this.dialer = dialer;
        this.meeting = meeting;
        this.ticker = ticker;
    }

    /** Gives the connections that are made from now on to this host. */
    public synchronized void admitTo(PeerHost next) {
        host = next;
    }

    /** Notes addresses of peers; those that the origin may not name are passed over. */
    public void add(Collection<InetSocketAddress> addresses, Origin origin) {
        long now = ticker.nanoTime();
        PeerHost told;
        synchronized (this) {
            for (InetSocketAddress address : addresses) {
                book.add(address, origin, now);
            }
            told = host;
        }
        if (told != null) {
            told.peersFound();
        }
    }

    /** See {@link AddressBook#keepPrivate}. */
    public synchronized void keepPrivate() {
        book.keepPrivate();
    }

    /** Starts as many attempts as are due and as there is room for. @return whom it dials */
    public Collection<InetSocketAddress> dial(int room, long now) {
        Collection<InetSocketAddress> due;
        PeerHost taker;
        synchronized (this) {
            taker = host;
            if (closed || taker == null) {
                return List.of();
            }
            due = book.dial(Math.min(room, MAX_DIALLING - book.dialling()), now);
        }
        for (InetSocketAddress address : due) {
            ticker.start("dial " + address, () -> attempt(address, dialer, taker));
        }
        return due;
    }

    /** Whether it can {@link #meet}. */
    public boolean meets() {
        return meeting.isPresent();
    }

    /**
     * Dials a peer at once over uTP, which dials us at the same time (BEP 55), unless it may not be
     * dialled, there is a connection or too many are met already.
     */
    public void meet(InetSocketAddress address, long now) {
        PeerHost taker;
        synchronized (this) {
            taker = host;
            if (closed
                    || taker == null
                    || meeting.isEmpty()
                    || met.size() >= MAX_MEETING
                    || met.contains(address)
                    || !book.meet(address, now)) {
                return;
            }
            met.add(address);
        }
        ticker.start(
                "meet " + address,
                () -> {
                    try {
                        attempt(address, meeting.get(), taker);
                    } finally {
                        forget(address);
                    }
                });
    }

    private synchronized void forget(InetSocketAddress address) {
        met.remove(address);
    }

    private void attempt(InetSocketAddress address, Dialer way, PeerHost taker) {
        try {
            Greeted greeted = way.dial(address, taker.handshake(), DEADLINE);
            connected(address, ticker.nanoTime());
            taker.admit(greeted);
        } catch (Handshaker.OurselvesException e) {
            LOG.debug("{}: {}", address, e.getMessage());
            exclude(address);
        } catch (IOException e) {
            LOG.debug("{}: {}", address, e.getMessage());
            failed(address);
            if (way == dialer) { // or it would be met again and again
                taker.unreachable(address);
            }
        } catch (ProtocolException e) {
            LOG.debug("{}: {}", address, e.getMessage());
            failed(address);
        } catch (RuntimeException
                | Error e) { // or the address would count as being dialled for ever
            LOG.error("A fault of ours in dialling {}", address, e);
            failed(address);
        }
    }

    private synchronized void failed(InetSocketAddress address) {
        book.failed(address, ticker.nanoTime());
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

    /** See {@link AddressBook#complete}. */
    public synchronized void complete(InetSocketAddress address, long now) {
        book.complete(address, now);
    }

    /** See {@link AddressBook#released}. */
    public void released(InetSocketAddress address) {
        long now = ticker.nanoTime();
        PeerHost told;
        synchronized (this) {
            book.released(address, now);
            told = host;
        }
        if (told != null) {
            told.peersFound();
        }
    }

    /** See {@link AddressBook#ban}: neither dialled nor let in again. */
    public synchronized void ban(Collection<InetSocketAddress> addresses) {
        book.ban(addresses);
    }

    public synchronized boolean banned(InetSocketAddress address) {
        return book.banned(address);
    }

    /** Never to be dialled: it is ourselves. */
    private synchronized void exclude(InetSocketAddress address) {
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
