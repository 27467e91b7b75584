package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Bloom;
import dunlin.protocol.krpc.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the peers of a swarm, and announces one if that is wanted. */
final class PeerSearch implements Lookup.Visitor, Running {
    private static final int MOST_PEERS = 3_000;

    private final Found found;
    private final Optional<Announcement> announcement;
    private final Calls calls;
    private final Set<PeerAddress> known = new HashSet<>();
    private final Bloom seeds = new Bloom();
    private final Bloom leechers = new Bloom();
    private final Stores stores = new Stores(this::stored);
    private boolean ended;
    private Found.Outcome outcome = new Found.Outcome(0, 0, 0, 0, 0, 0, 0);
    private long begun;

    PeerSearch(Found found, Optional<Announcement> announcement, Calls calls) {
        this.found = found;
        this.announcement = announcement;
        this.calls = calls;
    }

    @Override
    public void answered(Candidate from, Answer answer, long now) {
        if (ended) {
            return;
        }
        answer.seeds().ifPresent(seeds::addAll);
        answer.peers().ifPresent(leechers::addAll);
        boolean local = Hosts.isLocal(from.node.address());
        tell(answer.values().stream().filter(it -> local || !Hosts.isLocal(it)).toList());
    }

    /** Tells of those that have not been told of. */
    void tell(List<PeerAddress> peers) {
        List<PeerAddress> fresh = new ArrayList<>();
        for (PeerAddress peer : peers) {
            if (known.size() < MOST_PEERS && known.add(peer)) {
                fresh.add(peer);
            }
        }
        if (!fresh.isEmpty()) {
            found.peers(fresh);
        }
    }

    @Override
    public void over(Lookup lookup, long now) {
        if (ended) {
            return;
        }
        begun = lookup.begun();
        outcome =
                new Found.Outcome(
                        lookup.answers(),
                        lookup.asked(),
                        lookup.hops(),
                        0,
                        now - begun,
                        (int) Math.round(Math.min(1e6, seeds.estimate())),
                        (int) Math.round(Math.min(1e6, leechers.estimate())));
        if (announcement.isEmpty()) {
            ended = true;
            found.done(outcome);
            return;
        }
        Announcement it = announcement.get();
        stores.send(
                lookup.storing(),
                node ->
                        new Question.AnnouncePeer(
                                it.hash(),
                                it.port(),
                                it.impliedPort(),
                                it.seed(),
                                node.token.orElseThrow()),
                calls,
                now);
    }

    private void stored(int count, int outdated, long now) {
        if (!ended) {
            ended = true;
            found.done(
                    new Found.Outcome(
                            outcome.answered(),
                            outcome.asked() + count,
                            outcome.hops(),
                            count,
                            now - begun,
                            outcome.seeds(),
                            outcome.leechers()));
        }
    }

    @Override
    public void cancel() {
        ended = true;
        stores.cancel();
    }
}
