package dunlin.discovery.tracker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.discovery.tracker.TierSchedule.Announcement;
import dunlin.discovery.tracker.TierSchedule.Tracker;
import dunlin.protocol.ErrorText;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;

/**
 * Carries out what the schedule of one tier says, on a virtual thread.
 *
 * <p>The lock guards the schedule; nothing blocks and nobody is called under it.
 */
final class TierRunner {
    /** How long an announce under way is waited for before the last one. */
    private static final Duration UNDER_WAY = Announcer.CLOSING.dividedBy(2);

    @GuardedBy("lock")
    private final TierSchedule schedule;

    private final Announcer announcer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    @GuardedBy("lock")
    private boolean stopped;

    /**
     * @param from when to begin; a {@code nanoTime}
     */
    TierRunner(List<TrackerUrl> urls, Announcer announcer, long from) {
        this.schedule = new TierSchedule(urls, from);
        this.announcer = announcer;
        this.thread = Thread.ofVirtual().name("announce").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (awaitDue()) {
                announce();
            }
        } catch (InterruptedException e) {
            // The announcer closes.
        }
    }

    /** Waits for the next announce; false if there will be none. */
    private boolean awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopped) {
                OptionalLong due = schedule.due();
                if (due.isEmpty()) {
                    return false;
                }
                long nanos = due.getAsLong() - System.nanoTime();
                if (nanos <= 0) {
                    return true;
                }
                // Back at the top the schedule says whether it is due now.
                changed.awaitNanos(nanos);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void announce() throws InterruptedException {
        PeerSource.Progress progress = announcer.progress();
        Announcement announcement = nextFor(progress);
        Tracker tracker = announcement.tracker();
        String reason;
        Optional<Duration> retryIn = Optional.empty();
        try {
            switch (announcer.announce(tracker, announcement.event(), progress)) {
                case Peers peers -> {
                    took(announcement, peers);
                    return;
                }
                case Failure failure -> {
                    reason = "refuses: " + failure.reason();
                    retryIn = failure.retryIn();
                }
            }
        } catch (IOException | ProtocolException e) {
            reason = ErrorText.of(e);
        } catch (RuntimeException e) { // or this tier would never be announced to again
            reason = "cannot be asked, by a fault of ours: " + e;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        failed(announcement, reason, retryIn);
    }

    private Announcement nextFor(PeerSource.Progress progress) {
        lock.lock();
        try {
            return schedule.next(progress.left() == 0);
        } finally {
            lock.unlock();
        }
    }

    private void took(Announcement announcement, Peers peers) {
        boolean alone = announcer.isAlone();
        boolean news;
        lock.lock();
        try {
            news = schedule.answered(announcement, peers, alone, System.nanoTime());
        } finally {
            lock.unlock();
        }
        announcer.tellAnswer(announcement.tracker(), peers, news);
    }

    private void failed(Announcement announcement, String reason, Optional<Duration> retryIn) {
        boolean news;
        lock.lock();
        try {
            news = schedule.failed(announcement, retryIn, System.nanoTime());
        } finally {
            lock.unlock();
        }
        if (news) {
            announcer.tellFailure(announcement.tracker().url().toString(), reason);
        }
    }

    void completed() {
        change(TierSchedule::completed);
    }

    void incomplete() {
        change(TierSchedule::incomplete);
    }

    void hurry() {
        change(TierSchedule::hurry);
    }

    private void change(ObjLongConsumer<TierSchedule> change) {
        lock.lock();
        try {
            change.accept(schedule, System.nanoTime());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the runner, and then says {@code stopped}: as the last word, for a tracker that heard
     * another after it would count us for as long as it waits for silent peers.
     *
     * @return the thread that does so; it leaves off when it is interrupted
     */
    Thread stop(PeerSource.Progress progress) {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return Thread.ofVirtual()
                .name("announce-stop")
                .start(() -> {
                    try {
                        awaitEnd();
                        sayStopped(progress);
                    } catch (InterruptedException e) {
                        thread.interrupt(); // there is no time left
                    }
                });
    }

    /** An announce under way is heard to the end if that comes soon. */
    private void awaitEnd() throws InterruptedException {
        if (!thread.join(UNDER_WAY)) {
            thread.interrupt();
            thread.join();
        }
    }

    private void sayStopped(PeerSource.Progress progress) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Tracker tracker : toBeStopped()) {
                threads.execute(() -> sayStopped(tracker, progress));
            }
        }
    }

    private List<Tracker> toBeStopped() {
        lock.lock();
        try {
            return schedule.toBeStopped();
        } finally {
            lock.unlock();
        }
    }

    private void sayStopped(Tracker tracker, PeerSource.Progress progress) {
        try {
            AnnounceResponse ignored = announcer.announce(tracker, Event.STOPPED, progress);
        } catch (IOException | ProtocolException | RuntimeException e) {
            announcer.noteUnheard(tracker.url().toString(), e);
        }
    }
}
