package dunlin.bench.search;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** The CPU time of the threads that read the catalogue, and of the one that asks. */
final class ReaderCpu {
    private static final String NAME = "catalogue-reader-";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Long> readers =
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith(NAME))
                    .map(Thread::threadId)
                    .toList();

    /** Nanoseconds that they have used so far. */
    long nanos() {
        long sum = threads.getCurrentThreadCpuTime();
        for (long reader : readers) {
            sum += threads.getThreadCpuTime(reader);
        }
        return sum;
    }
}
