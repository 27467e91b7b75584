package dunlin.discovery.tracker;

import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides when which tracker of one tier hears what (BEP 12). It is told times and answers and does
 * nothing itself. Not thread-safe.
 *
 * <p>One tracker is current. It stays so while it works, and moves to the front of the tier. When
 * it fails, the next is tried at once; when all of them failed in a row, there is a pause that
 * doubles from 5 seconds to 5 minutes, and the tier begins in front again.
 *
 * <p>Times are of {@link System#nanoTime}.
 */
final class TierSchedule {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST_PAUSE = 5 * SECOND;
    private static final long LAST_PAUSE = 300 * SECOND;
    private static final int MIN_INTERVAL = 5;
    private static final int MAX_INTERVAL = 24 * 3600;
    private static final int DEFAULT_MIN_INTERVAL = 60;

    /** What one tracker has heard and said. */
    static final class Tracker {
        private final TrackerUrl url;
        private boolean mayKnowUs;
        private boolean heardStarted;
        private boolean heardComplete;
        private boolean works;
        private boolean failing;
        private boolean givenUp;
        private long notBefore;
        private Optional<String> id = Optional.empty();

        Tracker(TrackerUrl url, long now) {
            this.url = url;
            this.notBefore = now;
        }

        TrackerUrl url() {
            return url;
        }

        /** What it called itself, to be told again. */
        Optional<String> id() {
            return id;
        }
    }

    /** An announce to be made now. */
    record Announcement(Tracker tracker, Event event, boolean complete) {}

    private final List<Tracker> trackers = new ArrayList<>();
    private int current;
    private int failedInARow;
    private long pause = FIRST_PAUSE;
    private long due;
    private long earliest;
    private boolean completed;
    private boolean incomplete;

    /**
     * @param urls in the order in which to try them; shuffled already, if so wanted
     * @param from when to begin
     */
    TierSchedule(List<TrackerUrl> urls, long from) {
        urls.forEach(url -> trackers.add(new Tracker(url, from)));
        due = from;
        earliest = from;
    }

    /** When the next announce is to be made; empty if no tracker is left to announce to. */
    OptionalLong due() {
        return current() == null ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /**
     * The announce that is due.
     *
     * @param complete whether nothing is left to fetch
     */
    Announcement next(boolean complete) {
        Tracker tracker = current();
        if (tracker == null) {
            throw new IllegalStateException("no tracker is left");
        }
        Event event = Event.NONE;
        if (!tracker.heardStarted) {
            event = Event.STARTED;
        } else if (completed && !tracker.heardComplete) {
            event = Event.COMPLETED;
        }
        tracker.mayKnowUs = true;
        return new Announcement(tracker, event, complete);
    }

    /**
     * The tracker took the announce.
     *
     * @param alone whether nobody is connected: then it is asked again after a quarter of its
     *     interval, if it says that it may be. Somebody may have come who cannot dial us
     * @return whether a person should hear that it works: for the first time, or again
     */
    boolean answered(
            Announcement announcement, AnnounceResponse.Peers answer, boolean alone, long now) {
        Tracker tracker = announcement.tracker;
        boolean news = !tracker.works;
        tracker.works = true;
        tracker.failing = false;
        tracker.heardStarted = true;
        // Whoever started complete has not completed: that is never announced afterwards.
        tracker.heardComplete |=
                announcement.event == Event.COMPLETED
                        || (announcement.event == Event.STARTED && announcement.complete);
        tracker.id = answer.trackerId().or(() -> tracker.id);
        trackers.remove(tracker);
        trackers.addFirst(tracker);
        current = 0;
        failedInARow = 0;
        pause = FIRST_PAUSE;
        int interval = Math.clamp(answer.interval(), MIN_INTERVAL, MAX_INTERVAL);
        int minimum = answer.minInterval().orElse(Math.min(interval, DEFAULT_MIN_INTERVAL));
        minimum = Math.clamp(minimum, MIN_INTERVAL, interval);
        earliest = now + minimum * SECOND;
        boolean sooner = alone && answer.minInterval().isPresent();
        due = now + (sooner ? Math.max(minimum, interval / 4) : interval) * SECOND;
        if (completed && !tracker.heardComplete) {
            due = now;
        }
        return news;
    }

    /**
     * The tracker did not answer, or refused.
     *
     * @param retryIn how long it wants to be left alone, if it said so (BEP 31)
     * @return whether a person should hear of it: it worked before, or was tried for the first time
     */
    boolean failed(Announcement announcement, Optional<Duration> retryIn, long now) {
        Tracker tracker = announcement.tracker;
        boolean news = !tracker.failing;
        tracker.failing = true;
        tracker.works = false;
        if (retryIn.isPresent()) {
            tracker.givenUp = retryIn.get().equals(AnnounceResponse.Failure.NEVER);
            tracker.notBefore = now + Math.min(retryIn.get().toSeconds(), MAX_INTERVAL) * SECOND;
        }
        failedInARow++;
        current = (trackers.indexOf(tracker) + 1) % trackers.size();
        Tracker next = current();
        due = now;
        if (failedInARow >= trackers.size()) {
            current = 0;
            next = current();
            due = now + pause;
            pause = Math.min(2 * pause, LAST_PAUSE);
            failedInARow = 0;
        }
        if (next != null && next.notBefore - due > 0) {
            due = next.notBefore;
        }
        earliest = due;
        return news;
    }

    /** Everything is fetched: to be said as soon as possible to whom it was not said before. */
    void completed(long now) {
        completed = true;
        Tracker tracker = current();
        if (tracker != null && tracker.works && !tracker.heardComplete) {
            due = now;
        }
    }

    /**
     * Something is missing again: to be said at once, but only once; then as the tracker allows.
     */
    void incomplete(long now) {
        Tracker tracker = current();
        if (!incomplete && tracker != null && tracker.works) {
            due = now;
        } else {
            hurry(now);
        }
        incomplete = true;
    }

    /** Peers are needed: announces as soon as the tracker allows. */
    void hurry(long now) {
        long soon = earliest - now > 0 ? earliest : now;
        if (soon - due < 0) {
            due = soon;
        }
    }

    /** The trackers that should hear {@code stopped}; one that is being asked just now too. */
    List<Tracker> toBeStopped() {
        return trackers.stream().filter(tracker -> tracker.mayKnowUs && !tracker.failing).toList();
    }

    /** The current tracker, or the next after it that has not been given up. */
    private @Nullable Tracker current() {
        for (int i = 0; i < trackers.size(); i++) {
            int index = (current + i) % trackers.size();
            if (!trackers.get(index).givenUp) {
                current = index;
                return trackers.get(index);
            }
        }
        return null;
    }
}
