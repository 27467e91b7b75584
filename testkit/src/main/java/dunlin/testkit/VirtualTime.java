package dunlin.testkit;

import dunlin.net.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only when there is nothing left to do at the present moment. Whatever is started
 * on it runs on the one thread that calls {@link #runUntil}, one event after the other, in the
 * order of their times and, at one time, of their making: the same program does the same every
 * time. Not thread-safe.
 */
public final class VirtualTime implements Ticker {
    private record Event(long at, long sequence, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::sequence));
    private long now;
    private long sequence;

    @Override
    public long nanoTime() {
        return now;
    }

    /** Has something happen after so many nanoseconds. */
    public void after(long nanos, Runnable action) {
        events.add(new Event(Math.addExact(now, Math.max(0, nanos)), sequence++, action));
    }

    @Override
    public void start(String name, Runnable task) {
        after(0, task);
    }

    @Override
    public Loop loop(String name, Step step) {
        VirtualLoop loop = new VirtualLoop(step);
        loop.wake();
        return loop;
    }

    /**
     * Lets time pass.
     *
     * @param enough asked after each event
     * @param limit the time at which it ends in any case
     * @return whether it was enough before the limit
     */
    public boolean runUntil(BooleanSupplier enough, Duration limit) {
        while (!enough.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.at() > limit.toNanos()) {
                return false;
            }
            events.remove();
            now = next.at();
            next.action().run();
        }
        return true;
    }

    private final class VirtualLoop implements Loop {
        private final Step step;
        private long due = Long.MAX_VALUE;
        private boolean ended;

        private VirtualLoop(Step step) {
            this.step = step;
        }

        @Override
        public void wake() {
            runAt(now);
        }

        /** Of the runs that were planned, only the one that is due counts. */
        private void runAt(long time) {
            if (!ended && time < due) {
                due = time;
                after(time - now, () -> run(time));
            }
        }

        private void run(long planned) {
            if (ended || planned != due) {
                return;
            }
            due = Long.MAX_VALUE;
            long wait = step.run(now);
            if (wait == Step.END) {
                ended = true;
            } else {
                runAt(now + wait);
            }
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
