package dunlin.net;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time of this machine. */
final class SystemTicker implements Ticker {
    private static final Logger LOG = LoggerFactory.getLogger(SystemTicker.class);
    private static final long AFTER_FAULT_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Loop loop(String name, Step step) {
        SystemLoop loop = new SystemLoop(step);
        start(name, loop::run);
        return loop;
    }

    @Override
    public void start(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(task);
    }

    private static final class SystemLoop implements Loop {
        private final Step step;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();

        @GuardedBy("lock")
        private boolean woken;

        @GuardedBy("lock")
        private boolean closed;

        private SystemLoop(Step step) {
            this.step = step;
        }

        private void run() {
            try {
                boolean goesOn = true;
                while (goesOn) {
                    long wait = runStep();
                    goesOn = wait != Step.END && await(wait);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // nobody has a reason to; it ends the loop
            }
        }

        /** After a fault it is tried again: a loop that ends unseen leaves behind a dead swarm. */
        private long runStep() {
            try {
                return step.run(System.nanoTime());
            } catch (RuntimeException e) {
                LOG.error("A fault of ours in {}", Thread.currentThread().getName(), e);
                return AFTER_FAULT_NANOS;
            }
        }

        /** Waits until the step is due or woken. @return false if it is to run no more */
        private boolean await(long nanos) throws InterruptedException {
            lock.lock();
            try {
                long left = nanos;
                while (!woken && !closed && left > 0) {
                    left = changed.awaitNanos(left);
                }
                woken = false;
                return !closed;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void wake() {
            lock.lock();
            try {
                woken = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
