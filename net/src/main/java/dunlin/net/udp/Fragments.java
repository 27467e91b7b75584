package dunlin.net.udp;

import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Whether packets of a socket may be cut into fragments on their way, which the system knows of a
 * socket and not of a packet: they may not, but while one that may is sent, alone. And no socket is
 * closed while somebody sends by it, since another may get its number. Thread-safe.
 */
final class Fragments {
    /**
     * Every way carries this much in one piece, and IPv6 demands it (RFC 8200, 5: 1,280 bytes with
     * the heads of IPv6 and UDP): what is no longer is sent without ado.
     */
    private static final int ALWAYS_WHOLE = 1_280 - 40 - 8;

    /** Allows fragments by the socket's packets, or not. */
    interface Switch {
        void allow(boolean fragments) throws IOException;
    }

    private final ReadWriteLock sending = new ReentrantReadWriteLock();
    private volatile Switch allowed;
    private volatile boolean isClosed;

    Fragments(Switch allowed) {
        this.allowed = allowed;
    }

    /** From now on another switch is the right one. */
    void switchBy(Switch other) {
        allowed = other;
    }

    /**
     * Begins to send packets of at most so many bytes; must be ended if it returns true.
     *
     * @return false if the socket is closed, or does not take them
     */
    boolean begin(boolean isWhole, int length) {
        if (isWhole || length <= ALWAYS_WHOLE) {
            sending.readLock().lock();
            if (!isClosed) {
                return true;
            }
            sending.readLock().unlock();
            return false;
        }
        return beginFragments();
    }

    private boolean beginFragments() {
        sending.writeLock().lock();
        try {
            if (!isClosed) {
                allowed.allow(true);
                return true;
            }
        } catch (IOException _) {
            // as if it were closed
        }
        sending.writeLock().unlock();
        return false;
    }

    /** Ends what was begun, told the same. */
    void end(boolean isWhole, int length) {
        if (isWhole || length <= ALWAYS_WHOLE) {
            sending.readLock().unlock();
            return;
        }
        try {
            allowed.allow(false);
        } catch (IOException _) {
            // so packets are cut, which costs speed on some ways, and nothing else
        } finally {
            sending.writeLock().unlock();
        }
    }

    /** From when this returns nobody sends; who tries to is told. */
    void close() {
        isClosed = true;
        sending.writeLock().lock();
        sending.writeLock().unlock();
    }
}
