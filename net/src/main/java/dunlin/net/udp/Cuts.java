package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dunlin.net.linux.LinuxCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/** Whether the system cuts a socket's messages into packets ({@code UDP_SEGMENT}). Thread-safe. */
final class Cuts {
    /** For how long packets are sent alone after cutting a message failed. */
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** An old system passes it over. */
    private final boolean areKnown;

    private volatile long from = System.nanoTime();

    private Cuts(boolean areKnown) {
        this.areKnown = areKnown;
    }

    static Cuts of(int descriptor) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment none = call.allocateFrom(JAVA_INT, 0);
            return new Cuts(
                    LinuxCalls.setsockopt(
                                    descriptor, LinuxCalls.SOL_UDP, LinuxCalls.UDP_SEGMENT, none)
                            == 0);
        }
    }

    /** Whether to have messages cut now. */
    boolean areMade() {
        return areKnown && System.nanoTime() - from >= 0;
    }

    /**
     * For a while every packet is to be a message of its own: the way to somebody does not take
     * messages that are cut.
     */
    void pause() {
        from = System.nanoTime() + PAUSE_NANOS;
    }
}
