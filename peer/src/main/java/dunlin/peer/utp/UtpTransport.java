package dunlin.peer.utp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.peer.Transport;
import dunlin.peer.utp.core.UtpConnection;
import dunlin.peer.utp.core.UtpConnection.End;
import dunlin.peer.utp.core.UtpConnection.State;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.utp.PacketHead;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One uTP connection as a {@link Transport}: one thread may read while another writes. Its lock
 * guards the connection, and packets are sent under it; none of the stack's is held when it is
 * taken.
 */
final class UtpTransport implements Transport {
    /** Who waits to write is woken when there is room for so much. */
    private static final int WORTH_WAKING = 16 << 10;

    /** Who carried so much will carry more. */
    private static final long MUCH = 512 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final UtpStack stack;
    private final PeerAddress peer;
    private final int id;
    private final Timers.Timer timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();

    @GuardedBy("lock")
    private final UtpConnection connection;

    /** No packets go either way any more. */
    @GuardedBy("lock")
    private boolean over;

    /** All memory is given back. */
    @GuardedBy("lock")
    private boolean freed;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private Runnable onClose = () -> {};

    /** When one that is closed is ended, whatever has not arrived. */
    @GuardedBy("lock")
    private long lastTime;

    /** Bytes that came and went so far. */
    @GuardedBy("lock")
    private long carried;

    @GuardedBy("lock")
    private boolean muchExpected;

    /** Whether it is among those that the receiving thread has still to let send; only there. */
    private boolean touched;

    UtpTransport(UtpStack stack, PeerAddress peer, UtpConnection connection) {
        this.stack = stack;
        this.peer = peer;
        this.connection = connection;
        this.id = connection.id();
        this.timer = stack.timer(this::turn);
    }

    PeerAddress peer() {
        return peer;
    }

    /** The connection id in packets to us. */
    int id() {
        return id;
    }

    /** A packet came; called on the thread that receives. @return whether a turn is due now */
    boolean received(PacketHead packet, long now) {
        lock.lock();
        try {
            if (!over) {
                carried += packet.payloadLength();
                connection.received(packet, now);
            }
        } finally {
            lock.unlock();
        }
        boolean isFirst = !touched;
        touched = true;
        return isFirst;
    }

    /** All packets that were there have been received; called on the thread that receives. */
    void receivedAll() {
        touched = false;
        turn();
    }

    /** Sends what is due. */
    void turn() {
        lock.lock();
        try {
            turn(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void turn(long now) {
        if (over) {
            return;
        }
        if (closed && now - lastTime >= 0) {
            connection.abort();
        }
        stack.send(peer, connection, now);
        if (!muchExpected && carried >= MUCH) {
            muchExpected = true;
            stack.expectMuch();
        }
        if (connection.state() == State.CLOSED) {
            over = true;
            timer.end();
            stack.over(this);
            freeIfRead();
        } else {
            long next = Math.max(now, connection.nextTime());
            timer.atLatest(closed ? Math.min(next, lastTime) : next);
            if (closed && connection.isDelivered()) {
                stack.delivered(this);
            }
        }
        wake(now);
    }

    /** What came before the end can be read after it. */
    @GuardedBy("lock")
    private void freeIfRead() {
        if (over && !freed && (closed || connection.readable() == 0)) {
            freed = true;
            connection.free();
            stack.read(this);
        }
    }

    /** What waits is woken once for all that a turn brought. */
    @GuardedBy("lock")
    private void wake(long now) {
        State state = connection.state();
        if (state == State.DIALLING) {
            return;
        }
        answered.signal();
        boolean isOpen = state == State.OPEN;
        if (!isOpen || connection.readable() > 0 || connection.read(NOTHING, now) < 0) {
            readable.signal();
        }
        if (!isOpen || connection.writable() >= WORTH_WAKING) {
            writable.signal();
        }
    }

    /** Waits until the other side has answered. @throws IOException if it does not in time */
    void awaitOpen(Duration deadline) throws IOException {
        lock.lock();
        try {
            turn(System.nanoTime());
            long left = deadline.toNanos();
            while (!over && !closed && connection.state() == State.DIALLING) {
                if (left <= 0) {
                    throw new SocketTimeoutException(peer + " does not answer over uTP");
                }
                left = await(answered, left);
            }
            if (over && connection.end() == End.RESET) {
                throw new ConnectException(peer + " refuses over uTP");
            }
            requireOpen();
            requireAlive();
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return the nanoseconds that are left
     */
    @GuardedBy("lock")
    private long await(Condition condition, long nanos) throws InterruptedIOException {
        try {
            return condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @GuardedBy("lock")
    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @GuardedBy("lock")
    private void requireAlive() throws IOException {
        if (over) {
            throw switch (connection.end()) {
                case RESET -> new SocketException("reset by the other side");
                case SILENT -> new SocketTimeoutException("the other side does not answer");
                case FINISHED -> new SocketException("ended by the other side");
                case ABORTED -> new ClosedChannelException();
            };
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (true) {
                requireOpen();
                long now = System.nanoTime();
                long count = freed ? 0 : take(targets, offset, length, now);
                if (count != 0 || !hasRoom(targets, offset, length)) {
                    turn(now); // the other side may be told to send more
                    freeIfRead();
                    return count;
                }
                requireAlive();
                await(readable, Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private long take(ByteBuffer[] targets, int offset, int length, long now) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            if (targets[i].hasRemaining()) {
                int count = connection.read(targets[i], now);
                if (count < 0) {
                    return sum == 0 ? -1 : sum;
                }
                sum += count;
                if (targets[i].hasRemaining()) {
                    break;
                }
            }
        }
        return sum;
    }

    private static boolean hasRoom(ByteBuffer[] buffers, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffers[i].hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (true) {
                requireOpen();
                requireAlive();
                long count = put(sources, offset, length);
                if (count != 0 || !hasRoom(sources, offset, length)) {
                    turn(System.nanoTime());
                    return count;
                }
                await(writable, Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private long put(ByteBuffer[] sources, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            if (sources[i].hasRemaining()) {
                sum += connection.write(sources[i]);
                if (sources[i].hasRemaining()) {
                    break;
                }
            }
        }
        carried += sum;
        return sum;
    }

    /** What was written arrives in the background, for a while. */
    @Override
    public void close() {
        close(System.nanoTime() + UtpStack.LINGER_NANOS);
    }

    /** Ends it at once, and tells the other side. */
    void abort() {
        close(System.nanoTime());
    }

    /**
     * @param until until when what was written may arrive
     */
    private void close(long until) {
        Runnable last = () -> {};
        Optional<UtpTransport> instead = Optional.empty();
        lock.lock();
        try {
            if (!closed) {
                last = onClose;
            }
            boolean lingersAlready = closed;
            closed = true;
            lastTime = until;
            long now = System.nanoTime();
            if (!over) {
                connection.close(now);
                turn(now);
            }
            if (!over && !lingersAlready) {
                instead = stack.lingers(this);
            }
            freeIfRead();
            answered.signal();
            readable.signal();
            writable.signal();
        } finally {
            lock.unlock();
        }
        instead.ifPresent(UtpTransport::abort);
        last.run();
    }

    @Override
    public void whenClosed(Runnable action) {
        lock.lock();
        try {
            if (!closed) {
                onClose = action;
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Kind kind() {
        return Kind.UTP;
    }

    @Override
    public boolean readsWhatIsWritten() {
        return true;
    }

    @Override
    public InetSocketAddress remote() {
        return peer.socketAddress();
    }

    @Override
    public InetSocketAddress local() {
        return stack.address();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return (int) read(new ByteBuffer[] {target}, 0, 1);
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return read(targets, 0, targets.length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return (int) write(new ByteBuffer[] {source}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    @Override
    public String toString() {
        return "uTP to " + peer;
    }
}
