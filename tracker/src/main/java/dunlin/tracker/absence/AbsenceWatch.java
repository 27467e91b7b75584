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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks over the catalogue and notes of which shares nobody is left. After a time without anybody a
 * share is shown as gone, after twice that time it is dropped, as its {@link AbsenceRule} says.
 *
 * <p>Only what changes is written. Nothing is dropped before a walk that began after the grace.
 *
 * <p>It has neither clock nor thread, but asks and changes its stores, and so blocks for as long as
 * they do. Not thread-safe.
 */
public final class AbsenceWatch {
    /** How many shares a look is at. */
    static final int PAGE = 1_000;

    /** So few are dropped at a time that nobody who registers has to wait for long. */
    private static final int DROPPED_TOGETHER = 50;

    private final Catalogue catalogue;
    private final SwarmStore swarms;
    private final IndexEvents events;
    private final AbsenceRule rule;

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
        this.rule = new AbsenceRule(graceEnds, forgetAfter);
    }

    /**
     * Looks at the next shares, and behind the last one shows and drops what is due.
     *
     * @return whether the walk is over; the next look begins another
     */
    public boolean look(Instant now) throws TrackerRejection {
        if (after == 0) {
            mayForget = !rule.isGrace(now);
        }
        List<Watched> page = catalogue.watch(after, PAGE);
        if (page.isEmpty()) {
            after = 0;
            if (mayForget) {
                catalogue.showGone(rule.goneIfSilentBefore(now));
                forget(rule.forgottenIfSilentBefore(now));
            }
            return true;
        }
        note(page, now);
        after = page.getLast().seq();
        return false;
    }

    private void note(List<Watched> page, Instant now) throws TrackerRejection {
        Map<InfoHash, Counts> counts =
                swarms.scrape(page.stream().flatMap(share -> share.swarms().stream()).toList());
        AbsenceRule.Changes changes = rule.changes(page, counts, now);
        if (!changes.cameBack().isEmpty()) {
            catalogue.noteSilent(changes.cameBack(), Optional.empty());
        }
        if (!changes.fellSilent().isEmpty()) {
            catalogue.noteSilent(changes.fellSilent(), Optional.of(now));
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
