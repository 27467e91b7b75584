package dunlin.bench.sim.utp;

import dunlin.bench.sim.EventQueue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A flow whose window moves as TCP's does: slow start, then CUBIC (RFC 9438) or NewReno (RFC 5681),
 * losses known by three later packets, all of it known to the sender as with selective
 * acknowledgements. It always has something to send, and what is lost is sent again as something
 * new. Not thread-safe.
 */
final class TcpFlow {
    private static final int SEGMENT = 1_448;
    private static final int PACKET = 1_500 - Pipe.HEADS;
    private static final int ACK = 52 - Pipe.HEADS;
    private static final int LATER = 3;
    private static final double GROWTH = 0.4;
    private static final double BACK_TO = 0.7;
    private static final long UNEVEN = 200_000; // or one flow of several would meet all full queues
    private static final long TIME_OUT = 1_000_000_000L;

    private final EventQueue events;
    private final Pipe there;
    private final Pipe back;
    private final boolean isCubic;
    private final SplittableRandom random;
    private final Map<Long, Long> underWay = new LinkedHashMap<>();
    private double window = 10;
    private double threshold = Double.MAX_VALUE;
    private double before;
    private long since;
    private double roundTrip;
    private long next;
    private long recovered;
    private long heardAt;
    private long bytes;
    private boolean isStopped;

    TcpFlow(EventQueue events, Pipe there, Pipe back, boolean isCubic, SplittableRandom random) {
        this.events = events;
        this.there = there;
        this.back = back;
        this.isCubic = isCubic;
        this.random = random;
    }

    void start() {
        heardAt = events.now();
        send();
        watch();
    }

    void stop() {
        isStopped = true;
    }

    /** Bytes of the stream that arrived. */
    long bytes() {
        return bytes;
    }

    private void send() {
        while (!isStopped && underWay.size() < (long) window) {
            long number = next++;
            underWay.put(number, events.now());
            there.send(PACKET, false, () -> arrive(number));
        }
    }

    private void arrive(long number) {
        bytes += SEGMENT;
        events.after(
                random.nextLong(UNEVEN), () -> back.send(ACK, false, () -> acknowledged(number)));
    }

    private void acknowledged(long number) {
        Long sentAt = underWay.remove(number);
        if (sentAt == null) {
            return;
        }
        heardAt = events.now();
        double sample = (events.now() - sentAt) / 1e9;
        roundTrip = roundTrip == 0 ? sample : roundTrip * 0.875 + sample * 0.125;
        grow();
        while (!underWay.isEmpty()) {
            long oldest = underWay.keySet().iterator().next();
            if (oldest > number - LATER) {
                break;
            }
            underWay.remove(oldest);
            if (oldest >= recovered) {
                shrink();
            }
        }
        send();
    }

    private void grow() {
        if (window < threshold) {
            window++;
        } else if (isCubic) {
            double k = Math.cbrt(before * (1 - BACK_TO) / GROWTH);
            double time = (events.now() - since) / 1e9 + roundTrip - k;
            double target = before + GROWTH * time * time * time;
            window += Math.clamp((target - window) / window, 0.01 / window, 0.5);
        } else {
            window += 1 / window;
        }
    }

    private void shrink() {
        recovered = next;
        // Gives way to newcomers faster (RFC 9438, section 4.7).
        before = window < before ? window * (1 + BACK_TO) / 2 : window;
        since = events.now();
        window = Math.max(2, window * (isCubic ? BACK_TO : 0.5));
        threshold = window;
    }

    private void watch() {
        if (isStopped) {
            return;
        }
        if (events.now() - heardAt > TIME_OUT) {
            underWay.clear();
            shrink();
            window = 1;
            heardAt = events.now();
            send();
        }
        events.after(TIME_OUT / 4, this::watch);
    }
}
