package dunlin.tracker.absence;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.Catalogue.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which shares count as silent, as gone, and as forgotten. An index that has just started knows of
 * no peer yet: for a grace none falls silent. Pure.
 *
 * @param graceEnds from when on who is not announced is absent
 * @param forgetAfter how long a share is silent before it is gone, and gone before it is forgotten
 */
record AbsenceRule(Instant graceEnds, Duration forgetAfter) {
    /** What is to be noted of shares: who was missed first now, and who is missed no more. */
    record Changes(List<InfoHash> fellSilent, List<InfoHash> cameBack) {}

    boolean isGrace(Instant now) {
        return now.isBefore(graceEnds);
    }

    Instant goneIfSilentBefore(Instant now) {
        return now.minus(forgetAfter);
    }

    Instant forgottenIfSilentBefore(Instant now) {
        return now.minus(forgetAfter.multipliedBy(2));
    }

    /**
     * Compares what was noted with who is there.
     *
     * @param counts of the shares' swarms; one that is missing has nobody
     */
    Changes changes(List<Watched> shares, Map<InfoHash, Counts> counts, Instant now) {
        List<InfoHash> fellSilent = new ArrayList<>();
        List<InfoHash> cameBack = new ArrayList<>();
        for (Watched share : shares) {
            boolean somebody =
                    share.swarms().stream()
                            .map(swarm -> counts.getOrDefault(swarm, Counts.NOBODY))
                            .anyMatch(count -> count.complete() + count.incomplete() > 0);
            if (somebody && share.silentSince().isPresent()) {
                cameBack.add(share.id());
            } else if (!somebody && share.silentSince().isEmpty() && !isGrace(now)) {
                fellSilent.add(share.id());
            }
        }
        return new Changes(fellSilent, cameBack);
    }
}
