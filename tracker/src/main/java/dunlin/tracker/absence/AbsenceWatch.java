package dunlin.tracker.absence;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvent.ShareChange;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Watched;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks over the catalogue and notes of which shares nobody is left. After a time without anybody a
 * share is shown as gone, after twice that time it is dropped.
 *
 * <p>Only what changes is written. When the index has just started it knows of no peer yet: for a
 * grace nothing is held to be absent, and nothing is dropped before a walk that began after it.
 *
 * <p>Pure but for its stores: it has neither clock nor thread. Not thread-safe.
 */
public final class AbsenceWatch {
    /** How many shares a look is at. */
    static final int PAGE = 1_000;

    /** So few are dropped at a time that nobody who registers has to wait for long. */
    private static final int DROPPED_TOGETHER = 50;

    private final Catalogue catalogue;
    private final SwarmStore swarms;
    private final IndexEvents events;
    private final Instant graceEnds;
    private final Duration forgetAfter;

    private long after;
    private boolean mayForget;

    /**
     * @param graceEnds when all peers had the time to announce themselves again, and once more
     * @param forgetAfter for how long nobody must have had a share before it is shown as gone
     */
    public AbsenceWatch(
            Catalogue catalogue,
            SwarmStore swarms,
            IndexEvents events,
            Instant graceEnds,
            Duration forgetAfter) {
        this.catalogue = catalogue;
        this.swarms = swarms;
        this.events = events;
        this.graceEnds = graceEnds;
        this.forgetAfter = forgetAfter;
    }

    /**
     * Looks at the next shares, and behind the last one shows and drops what is due.
     *
     * @return whether the walk is over; the next look begins another
     */
    public boolean look(Instant now) throws TrackerRejection {
        boolean isGrace = now.isBefore(graceEnds);
        if (after == 0) {
            mayForget = !isGrace;
        }
        List<Watched> page = catalogue.watch(after, PAGE);
        if (page.isEmpty()) {
            after = 0;
            if (mayForget) {
                catalogue.showGone(now.minus(forgetAfter));
                forget(now.minus(forgetAfter.multipliedBy(2)));
            }
            return true;
        }
        note(page, isGrace ? Optional.empty() : Optional.of(now));
        after = page.getLast().seq();
        return false;
    }

    /**
     * @param since when those were missed first that are missed now; empty if none is to be
     */
    private void note(List<Watched> page, Optional<Instant> since) throws TrackerRejection {
        Map<InfoHash, Counts> counts =
                swarms.scrape(page.stream().flatMap(share -> share.swarms().stream()).toList());
        List<InfoHash> fellSilent = new ArrayList<>();
        List<InfoHash> cameBack = new ArrayList<>();
        for (Watched share : page) {
            boolean somebody =
                    share.swarms().stream()
                            .map(swarm -> counts.getOrDefault(swarm, Counts.NOBODY))
                            .anyMatch(count -> count.complete() + count.incomplete() > 0);
            if (somebody && share.silentSince().isPresent()) {
                cameBack.add(share.id());
            } else if (!somebody && share.silentSince().isEmpty() && since.isPresent()) {
                fellSilent.add(share.id());
            }
        }
        if (!cameBack.isEmpty()) {
            catalogue.noteSilent(cameBack, Optional.empty());
        }
        if (!fellSilent.isEmpty()) {
            catalogue.noteSilent(fellSilent, since);
        }
    }

    private void forget(Instant silentBefore) throws TrackerRejection {
        List<Entry> dropped;
        do {
            dropped = catalogue.forget(silentBefore, DROPPED_TOGETHER);
            for (Entry entry : dropped) {
                events.happened(
                        new IndexEvent.Share(
                                ShareChange.FORGOTTEN,
                                entry.id(),
                                entry.name(),
                                entry.listing().sharedBy()));
            }
        } while (dropped.size() == DROPPED_TOGETHER);
    }
}
