package dunlin.tracker.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Accepts the connections of one socket: waits for each, or, when they come often, lets some gather
 * and takes them one after the other without waiting, so that a thread goes to sleep once for many.
 * Used by one thread.
 */
final class Acceptor {
    /** Who comes so soon after the last shows that they come often. */
    private static final long OFTEN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** How long a connection may wait for others; connecting alone takes longer elsewhere. */
    private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final ServerSocketChannel socket;

    /** Whether it waits for none, but lets them gather. */
    private boolean often;

    /**
     * @param socket in blocking mode, and used by nobody else
     */
    Acceptor(ServerSocketChannel socket) {
        this.socket = socket;
    }

    /** The next connection, after waiting for it. */
    SocketChannel next() throws IOException {
        while (true) {
            if (often && socket.isBlocking()) {
                socket.configureBlocking(false);
            }
            long asked = System.nanoTime();
            SocketChannel connection = socket.accept();
            if (connection != null) {
                often |= System.nanoTime() - asked < OFTEN_NANOS;
                return connection;
            }
            LockSupport.parkNanos(GATHERING_NANOS);
            connection = socket.accept();
            if (connection != null) {
                return connection;
            }
            often = false;
            socket.configureBlocking(true);
        }
    }
}
