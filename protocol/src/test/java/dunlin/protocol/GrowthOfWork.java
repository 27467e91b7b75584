package dunlin.protocol;

import static org.assertj.core.api.Assertions.fail;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;

/**
 * Compares what an input costs with what one of twice its size does: twice as much for a parser
 * that goes through it once, four times for one that looks at everything again for each byte.
 * Counted is the processor's time of this thread, the least of several runs if it takes several.
 */
public final class GrowthOfWork {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int RUNS = 5;
    private static final double FACTOR = 3.5;

    /** Below this, in nanoseconds, there is nothing to compare: it is cheap however it grows. */
    private static final long CHEAP = 20_000_000;

    /** Takes an input; what it makes of it, a refusal too, does not matter. */
    @FunctionalInterface
    public interface Parser<T> {
        void take(T input) throws Exception;
    }

    private GrowthOfWork() {}

    /** Checks that the work does not grow with the square of the size. */
    public static <T> void isLinear(int size, IntFunction<T> input, Parser<T> parser) {
        T once = input.apply(size);
        T twice = input.apply(2 * size);
        nanos(parser, once); // so that both find the code compiled
        long first = Long.MAX_VALUE;
        long second = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            first = Math.min(first, nanos(parser, once));
            second = Math.min(second, nanos(parser, twice));
            if (second < CHEAP || second < FACTOR * first) {
                return;
            }
        }
        fail("%,d ns, and %,d ns for twice as much", first, second);
    }

    private static <T> long nanos(Parser<T> parser, T input) {
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            parser.take(input);
        } catch (Exception _) {
            // Refused: that costs something, too.
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }
}
