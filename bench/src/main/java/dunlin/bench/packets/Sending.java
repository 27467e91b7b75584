package dunlin.bench.packets;

import dunlin.net.udp.PacketPort;
import dunlin.protocol.PeerAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends packets as long as no more than a window is on its way; what is not heard of for a tenth of
 * a second is taken for lost.
 *
 * <pre>
 *   a uTP packet's first byte 1 | - 7 | bytes sent, or arrived 8 | - 4
 * </pre>
 */
final class Sending implements PacketPort.Listener {
    static final byte FIRST_BYTE = 1;
    static final int ARRIVED = 8;
    static final int HEAD = 20;
    private static final int TOGETHER = 64;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PacketPort.Batch batch;
    private final PeerAddress to;
    private final int length;
    private final int window;
    private final ByteBuffer head = ByteBuffer.allocateDirect(HEAD);
    private final MemorySegment payload;

    private long sent;
    private long lost;
    private long timeouts;
    private long begun;
    private volatile long arrived;
    private volatile Thread waiting = Thread.currentThread();

    Sending(PacketPort port, PeerAddress to, int length, int window) {
        this.batch = port.batch();
        this.to = to;
        this.length = length;
        this.window = window;
        this.payload = Arena.ofAuto().allocate((long) window + length);
        head.put(0, FIRST_BYTE);
    }

    @Override
    public void heard(ByteBuffer packet, PeerAddress from) {
        arrived = packet.getLong(packet.position() + ARRIVED);
    }

    @Override
    public void heardAll() {
        LockSupport.unpark(waiting);
    }

    /** Sends for so long. @return for how many seconds */
    double run(double seconds) {
        waiting = Thread.currentThread();
        begun = arrived;
        timeouts = 0;
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long now = start;
        while (now < end) {
            long known = arrived;
            if (sent - lost - known + length > window) {
                LockSupport.parkNanos(PATIENCE_NANOS);
                if (arrived == known && System.nanoTime() - now >= PATIENCE_NANOS) {
                    timeouts++;
                    lost = sent - known;
                }
            } else {
                send(known);
            }
            now = System.nanoTime();
        }
        return (now - start) / 1e9;
    }

    private void send(long known) {
        for (int i = 0; i < TOGETHER && sent - lost - known + length <= window; i++) {
            head.putLong(ARRIVED, sent);
            batch.add(to, head, payload, sent % window, length - HEAD);
            sent += length;
        }
        batch.send();
    }

    /** Bytes that arrived since the last run began. */
    long arrived() {
        return arrived - begun;
    }

    long timeouts() {
        return timeouts;
    }
}
