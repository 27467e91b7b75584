package dunlin.discovery.dht.core;

import dunlin.discovery.dht.core.Candidate.State;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for the nodes closest to a target (BEP 5; Kademlia, 2.3): asks those that it knows for
 * closer ones, some at a time, until the k closest that answer have answered.
 *
 * <p>Whom next: among the closest not asked yet the one that is likely to bring it there soonest,
 * near ones by round trip before far ones. A late node frees its place, and is waited for no more
 * once enough others have answered.
 *
 * <p>Liars: of what one node names, no more than half of the places are asked at a time, and
 * nothing more once three of it did not answer; a /24 or /64 counts with two nodes; nodes whose ids
 * do not follow from their addresses (BEP 42) do not count among the k, up to as many more; those
 * that answer under another id than they were named by do not count at all.
 */
final class Lookup {
    private static final int MOST_KNOWN = 160;
    private static final int MOST_NAMED = 20;
    private static final int MOST_ASKED = 160;
    private static final int MOST_OF_A_GROUP = 2;
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

    /** What a lookup is for. */
    enum Manner {
        /** To know the closest, who need not be asked themselves. */
        KNOWING,
        /** To have asked all of the closest, soon: somebody waits for it. */
        QUICK,
        /** To have asked all of the closest, with few questions. */
        THRIFTY
    }

    /** Who looks. */
    interface Visitor {
        /** A node answered; what it named is not looked at yet. */
        void answered(Candidate from, Answer answer, long now);

        /** The lookup is over. */
        void over(Lookup lookup, long now);
    }

    private final NodeId target;
    private final Question question;
    private final Manner manner;
    private final Settings settings;
    private final Calls calls;
    private final RoutingTable table;
    private final RecentNodes recent;
    private final Visitor visitor;

    /** Closest first. */
    private final List<Candidate> candidates = new ArrayList<>();

    private long begun;
    private long lastSent;
    private int asked;
    private int answers;
    private int onTime;
    private int sinceNews;
    private boolean over;

    /**
     * @param manner what it must have asked in the end, and in what haste
     */
    Lookup(
            NodeId target,
            Question question,
            Manner manner,
            Settings settings,
            Calls calls,
            RoutingTable table,
            RecentNodes recent,
            Visitor visitor) {
        this.target = target;
        this.question = question;
        this.manner = manner;
        this.settings = settings;
        this.calls = calls;
        this.table = table;
        this.recent = recent;
        this.visitor = visitor;
    }

    NodeId target() {
        return target;
    }

    int asked() {
        return asked;
    }

    int answers() {
        return answers;
    }

    long begun() {
        return begun;
    }

    boolean isOver() {
        return over;
    }

    void start(long now) {
        begun = now;
        lastSent = now;
        for (Contact contact : table.closest(target, 4 * settings.k())) {
            add(contact.node(), null, contact.roundTrip());
        }
        for (NodeInfo node : recent.around(target, settings.k(), now)) {
            add(node, null, Contact.UNKNOWN);
        }
        step(now);
    }

    void cancel() {
        over = true;
    }

    /** Nodes that somebody else heard of. */
    void hear(List<NodeInfo> nodes, long now) {
        if (!over) {
            nodes.stream().limit(MOST_NAMED).forEach(it -> add(it, null, Contact.UNKNOWN));
            step(now);
        }
    }

    /** Asks further nodes, or ends. */
    void step(long now) {
        while (!over && onTime < atOnce() && asked < MOST_ASKED && !calls.isFull()) {
            Candidate next = next();
            if (next == null) {
                break;
            }
            ask(next, now);
        }
        if (!over && isDone(now)) {
            over = true;
            visitor.over(this, now);
        }
    }

    /** Once nobody closer is named, all of the closest may be asked: it is them who are wanted. */
    private int atOnce() {
        boolean all = manner == Manner.QUICK && sinceNews >= 1;
        return all ? Math.max(settings.k(), settings.alpha()) : settings.alpha();
    }

    private void ask(Candidate candidate, long now) {
        asked++;
        onTime++;
        lastSent = now;
        candidate.becomes(State.ASKED);
        calls.ask(
                candidate.node.address(),
                candidate.node.id(),
                question,
                new Call.Waiter() {
                    @Override
                    public void answered(Answer answer, long at) {
                        hear(candidate, answer, at);
                    }

                    @Override
                    public void refused(Krpc.Failure failure, long at) {
                        fail(candidate, at);
                    }

                    @Override
                    public void failed(long at) {
                        recent.failed(candidate.node);
                        fail(candidate, at);
                    }

                    @Override
                    public void late(long at) {
                        onTime--;
                        candidate.becomes(State.LATE);
                        step(at);
                    }
                },
                now);
    }

    private void fail(Candidate candidate, long now) {
        onTime -= candidate.state == State.ASKED ? 1 : 0;
        candidate.becomes(State.FAILED);
        step(now);
    }

    private void hear(Candidate from, Answer answer, long now) {
        onTime -= from.state == State.ASKED ? 1 : 0;
        from.becomes(State.ANSWERED);
        from.token = answer.token();
        recent.add(from.node, now);
        if (over) {
            return;
        }
        answers++;
        visitor.answered(from, answer, now);
        if (over) {
            return; // it was enough for who looks
        }
        boolean local = Hosts.isLocal(from.node.address());
        boolean news = false;
        List<NodeInfo> named = answer.nodes(settings.family());
        for (NodeInfo node : named.subList(0, Math.min(MOST_NAMED, named.size()))) {
            // Whoever is out there has no say on whom to ask in here.
            if (local || !Hosts.isLocal(node.address())) {
                news |= add(node, from, Contact.UNKNOWN);
                if (table.hasRoomFor(node)) {
                    table.mayBe(node, now);
                }
            }
        }
        sinceNews = news ? 0 : sinceNews + 1;
        step(now);
    }

    /**
     * @return whether it is among the k closest now
     */
    private boolean add(NodeInfo node, @Nullable Candidate source, long roundTrip) {
        PeerAddress address = node.address();
        if (node.id().equals(table.own())
                || address.port() == 0
                || Family.of(address) != settings.family()) {
            return false;
        }
        int place = candidates.size();
        int ofAddress = 0;
        int ofGroup = 0;
        long group = Hosts.group(address);
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Candidate known = candidates.get(i);
            if (known.node.equals(node)) {
                known.confirmed |= source != null && source != known.source;
                return false;
            }
            // Twice, since the first to name it may have lied about its id.
            ofAddress += known.node.address().equals(address) ? 1 : 0;
            ofGroup += Hosts.group(known.node.address()) == group ? 1 : 0;
            if (target.compareDistance(node.id(), known.node.id()) < 0) {
                place = i;
            }
        }
        if (ofAddress >= 2 || (ofGroup >= MOST_OF_A_GROUP && !Hosts.isLocal(address))) {
            return false;
        }
        if (candidates.size() >= MOST_KNOWN) {
            if (place == candidates.size() || candidates.getLast().state == State.ASKED) {
                return false;
            }
            candidates.removeLast();
        }
        long known =
                roundTrip != Contact.UNKNOWN || source == null
                        ? roundTrip
                        : table.find(node).map(Contact::roundTrip).orElse(Contact.UNKNOWN);
        candidates.add(place, new Candidate(node, source, Hosts.isFitting(node), known));
        return place < settings.k();
    }

    /**
     * Whom to ask next: of the k closest that are new, and closer than the k-th that answered, the
     * one of which the least is to be expected: its round trip, and for each bit that it is farther
     * from the target a part of a further hop, which gains some four.
     */
    private @Nullable Candidate next() {
        Candidate best = null;
        Candidate lastResort = null;
        double bestCost = Double.MAX_VALUE;
        double typical = calls.typicalRoundTrip();
        int counted = 0;
        int answered = 0;
        int looked = 0;
        for (Candidate candidate : candidates) {
            if (candidate.state == State.ANSWERED) {
                answered++;
                counted += counts(candidate) ? 1 : 0;
            }
            boolean complete = counted >= settings.k() || answered >= 2 * settings.k();
            if (complete || looked >= settings.k()) {
                break;
            }
            if (candidate.state != State.NEW) {
                continue;
            }
            Candidate source = candidate.source;
            if (candidate.isDoubtful()
                    || (source != null && source.named >= Math.max(1, settings.alpha() / 2))) {
                lastResort = lastResort == null ? candidate : lastResort;
                continue;
            }
            looked++;
            double roundTrip =
                    candidate.roundTrip == Contact.UNKNOWN ? typical : candidate.roundTrip;
            double cost = roundTrip - target.sharedBits(candidate.node.id()) * typical / 4;
            if (cost < bestCost) {
                bestCost = cost;
                best = candidate;
            }
        }
        return best == null && onTime == 0 && answers < settings.k() ? lastResort : best;
    }

    private boolean counts(Candidate candidate) {
        return candidate.fitting;
    }

    private boolean isDone(long now) {
        if (asked >= MOST_ASKED) {
            return onTime == 0;
        }
        int counted = 0;
        int answered = 0;
        boolean late = false;
        for (Candidate candidate : candidates) {
            switch (candidate.state) {
                case ANSWERED -> {
                    answered++;
                    counted += counts(candidate) ? 1 : 0;
                }
                case NEW, ASKED -> {
                    if (candidate.isDoubtful()) {
                        continue;
                    }
                    // Enough if those who answered know of nobody closer than whom we know.
                    return manner == Manner.KNOWING
                            && counted >= settings.k() / 2
                            && sinceNews >= 3;
                }
                case LATE -> late = true;
                case FAILED -> {}
            }
            if (counted >= settings.k() || answered >= 2 * settings.k()) {
                return true;
            }
        }
        return !late || now - lastSent > PATIENCE;
    }

    /** When {@link #step} is due though nothing comes. */
    long due() {
        return lastSent + PATIENCE + 1;
    }

    /** Those that answered, closest first. */
    List<Candidate> closest(int most) {
        return candidates.stream().filter(it -> it.state == State.ANSWERED).limit(most).toList();
    }

    /**
     * Where to store something: the k closest that gave a token. Those that do not count, as their
     * ids are not theirs by right, may store it beside them.
     */
    List<Candidate> storing() {
        List<Candidate> storing = new ArrayList<>();
        int counted = 0;
        for (Candidate candidate : candidates) {
            if (counted >= settings.k() || storing.size() >= 2 * settings.k()) {
                break;
            }
            if (candidate.state == State.ANSWERED && candidate.token.isPresent()) {
                storing.add(candidate);
                counted += counts(candidate) ? 1 : 0;
            }
        }
        return storing;
    }

    /** How many hops away the closest one was that answered; 0 if none did. */
    int hops() {
        return closest(1).stream().mapToInt(it -> it.hops).findFirst().orElse(0);
    }
}
