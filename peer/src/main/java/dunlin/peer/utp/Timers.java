package dunlin.peer.utp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that sleeps until the earliest of thousands of times, and calls who asked for it. A
 * time that moves later costs nothing: its owner is called at the old one, and asks again. Times
 * are of {@link System#nanoTime}. Thread-safe; nobody is called under its monitor.
 */
final class Timers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    /** One owner's time. */
    final class Timer {
        private final Runnable action;

        // Guarded by the monitor of the timers.
        private long at;
        private int place = -1;

        private Timer(Runnable action) {
            this.action = action;
        }

        /** Calls its owner by then, or at an earlier time that was asked for before. */
        void atLatest(long time) {
            if (time != Long.MAX_VALUE) {
                add(this, time);
            }
        }

        /** Calls its owner no more; but a call may be on its way. */
        void end() {
            remove(this);
        }
    }

    /** A heap: each is not later than those at twice its place plus 1 and plus 2. */
    @GuardedBy("this")
    private @Nullable Timer[] heap = new Timer[16];

    @GuardedBy("this")
    private int size;

    private volatile boolean closed;
    private final Thread thread;

    private Timers(String name) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /**
     * @param name the thread's
     */
    static Timers start(String name) {
        Timers timers = new Timers(name);
        timers.thread.start();
        return timers;
    }

    /** A timer with no time yet. @param action must not block for long */
    Timer timer(Runnable action) {
        return new Timer(action);
    }

    private void run() {
        while (!closed) {
            long now = System.nanoTime();
            Timer due = due(now);
            if (due != null) {
                call(due);
                continue;
            }
            long wait = untilNext(now);
            if (wait == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, wait);
            }
        }
    }

    private static void call(Timer timer) {
        try {
            timer.action.run();
        } catch (RuntimeException | Error e) { // costs that connection, not all
            LOG.error("A fault of ours in a timer", e);
        }
    }

    private synchronized @Nullable Timer due(long now) {
        Timer first = heap[0];
        if (first == null || first.at - now > 0) {
            return null;
        }
        take(first);
        return first;
    }

    private synchronized long untilNext(long now) {
        Timer first = heap[0];
        return first == null ? Long.MAX_VALUE : Math.max(0, first.at - now);
    }

    private void add(Timer timer, long time) {
        boolean isFirst;
        synchronized (this) {
            if (timer.place >= 0) {
                if (time - timer.at >= 0) {
                    return;
                }
            } else {
                if (size == heap.length) {
                    heap = Arrays.copyOf(heap, 2 * size);
                }
                timer.place = size++;
            }
            timer.at = time;
            up(timer, timer.place);
            isFirst = timer.place == 0;
        }
        if (isFirst) {
            LockSupport.unpark(thread);
        }
    }

    private synchronized void remove(Timer timer) {
        if (timer.place >= 0) {
            take(timer);
        }
    }

    /** Takes it out of the heap, and puts the last one in its place. */
    @GuardedBy("this")
    private void take(Timer timer) {
        int place = timer.place;
        timer.place = -1;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != null && last != timer) {
            up(last, place);
            down(last, last.place);
        }
    }

    @GuardedBy("this")
    private void up(Timer timer, int from) {
        int place = from;
        while (place > 0) {
            Timer parent = heap[(place - 1) / 2];
            if (parent == null || parent.at - timer.at <= 0) {
                break;
            }
            put(parent, place);
            place = (place - 1) / 2;
        }
        put(timer, place);
    }

    @GuardedBy("this")
    private void down(Timer timer, int from) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            Timer left = heap[child];
            Timer right = child + 1 < size ? heap[child + 1] : null;
            if (left != null && right != null && right.at - left.at < 0) {
                child++;
                left = right;
            }
            if (left == null || left.at - timer.at >= 0) {
                break;
            }
            put(left, place);
            place = child;
        }
        put(timer, place);
    }

    @GuardedBy("this")
    private void put(Timer timer, int place) {
        heap[place] = timer;
        timer.place = place;
    }

    /** How many wait for their time. */
    synchronized int size() {
        return size;
    }

    /** Ends the thread; not to be called from it. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
