package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Question;
import dunlin.protocol.krpc.Question.Want;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps a table true, a question or two at a time: asks those on probation for whom there is room,
 * those not heard of for a quarter of an hour, and for nodes where the table has few.
 */
final class Upkeep {
    private static final long AT_FIRST = Duration.ofMillis(250).toNanos();
    private static final long PACE = Duration.ofSeconds(1).toNanos();
    private static final long IDLE = Duration.ofSeconds(5).toNanos();
    private static final int AT_FIRST_STEPS = 80;

    private final Calls calls;
    private final RandomGenerator random;
    private long due;
    private boolean begun;
    private int steps;

    Upkeep(Calls calls, RandomGenerator random) {
        this.calls = calls;
        this.random = random;
    }

    /** Does what is due. @return when the next is */
    long tick(RoutingTable table, long now) {
        if (!begun || due - now <= 0) {
            begun = true;
            boolean busy = step(table, now);
            steps = table.size() == 0 ? 0 : steps + 1;
            due = now + (!busy ? IDLE : steps < AT_FIRST_STEPS ? AT_FIRST : PACE);
        }
        return due;
    }

    /** Something came up that is worth a look soon. */
    void hurry(long now) {
        due = Math.min(due, now + AT_FIRST);
    }

    private boolean step(RoutingTable table, long now) {
        boolean busy = false;
        for (int i = 0; i < 2; i++) {
            Optional<NodeInfo> newcomer = table.nextOnProbation();
            newcomer.ifPresent(it -> calls.ping(it.address(), it.id(), now));
            busy |= newcomer.isPresent();
        }
        Optional<Contact> stale = table.stalest(now);
        if (stale.isPresent()) {
            NodeInfo node = stale.get().node();
            calls.ping(node.address(), node.id(), now);
            // Not asked again before this is known.
            stale.get().isBeingAsked(now);
            busy = true;
        }
        if (table.size() > 0) {
            Optional<NodeId> thin = table.nextToRefresh(now, random);
            thin.ifPresent(it -> refresh(table, it, now));
            busy |= thin.isPresent();
        }
        return busy;
    }

    /** Asks the closest contact: one question, where a lookup would ask dozens. */
    private void refresh(RoutingTable table, NodeId target, long now) {
        List<Contact> near = table.closest(target, 4);
        if (near.isEmpty()) {
            return;
        }
        NodeInfo asked = near.get(random.nextInt(near.size())).node();
        boolean local = Hosts.isLocal(asked.address());
        calls.ask(
                asked.address(),
                asked.id(),
                new Question.FindNode(target, Want.UNSAID),
                new Call.Waiter() {
                    @Override
                    public void answered(Answer answer, long at) {
                        for (NodeInfo node : answer.nodes(Family.of(asked.address()))) {
                            boolean foreign = Hosts.isLocal(node.address()) && !local;
                            if (!foreign && table.hasRoomFor(node)) {
                                table.mayBe(node, at);
                            }
                        }
                    }

                    @Override
                    public void failed(long at) {}
                },
                now);
    }
}
