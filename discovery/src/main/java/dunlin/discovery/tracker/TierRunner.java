package dunlin.discovery.tracker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.discovery.tracker.TierSchedule.Announcement;
import dunlin.discovery.tracker.TierSchedule.Tracker;
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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;

/**
 * Carries out what the schedule of one tier says, on a virtual thread.
 *
 * <p>The lock guards the schedule; nothing blocks and nobody is called under it.
 */
final class TierRunner {
    @GuardedBy("lock")
    private final TierSchedule schedule;

    private final Announcer announcer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    @GuardedBy("lock")
    private boolean stopped;

    TierRunner(List<TrackerUrl> urls, Announcer announcer) {
        this.schedule = new TierSchedule(urls, System.nanoTime());
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
            reason = String.valueOf(e.getMessage());
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
        boolean news;
        lock.lock();
        try {
            news = schedule.answered(announcement, peers, System.nanoTime());
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
     * Ends the runner, in the middle of an announce too, and begins to say {@code stopped}.
     *
     * @return the threads that say it
     */
    List<Thread> stop(PeerSource.Progress progress) {
        List<Tracker> trackers;
        lock.lock();
        try {
            stopped = true;
            trackers = schedule.toBeStopped();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        return trackers.stream()
                .map(tracker ->
                        Thread.ofVirtual()
                                .name("announce-stop")
                                .start(() -> sayStopped(tracker, progress)))
                .toList();
    }

    private void sayStopped(Tracker tracker, PeerSource.Progress progress) {
        try {
            AnnounceResponse ignored = announcer.announce(tracker, Event.STOPPED, progress);
        } catch (IOException | ProtocolException | RuntimeException e) {
            announcer.noteUnheard(tracker.url().toString(), e);
        }
    }
}
