package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Question;
import dunlin.protocol.krpc.Question.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * How a node gets in: it asks some of the nodes that may be there for its own neighbours, and
 * others of them, ever less often, as long as nobody answers.
 */
final class Bootstrap {
    private static final int MOST_DOORS = 256;
    private static final int AT_ONCE = 16;
    private static final long FIRST_PAUSE = Duration.ofSeconds(3).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(2).toNanos();

    private final Calls calls;
    private final RandomGenerator random;
    private final Consumer<List<NodeInfo>> heard;
    private final Set<PeerAddress> doors = new LinkedHashSet<>();
    private long due = Long.MAX_VALUE;
    private long pause = FIRST_PAUSE;
    private int open;

    /**
     * @param heard told of the nodes that somebody names
     */
    Bootstrap(Calls calls, RandomGenerator random, Consumer<List<NodeInfo>> heard) {
        this.calls = calls;
        this.random = random;
        this.heard = heard;
    }

    void add(Iterable<PeerAddress> known, long now) {
        boolean more = false;
        for (PeerAddress door : known) {
            if (doors.size() < MOST_DOORS && door.port() != 0) {
                more |= doors.add(door);
            }
        }
        if (more) {
            due = now;
            pause = FIRST_PAUSE;
        }
    }

    /** Whether somebody has been asked who may answer still. */
    boolean isAsking() {
        return open > 0;
    }

    /**
     * Asks some, if it is time to.
     *
     * @param inside whether nobody needs to be asked
     * @return when the next is due
     */
    long tick(NodeId own, boolean inside, boolean both, long now) {
        if (inside || doors.isEmpty()) {
            due = inside && !doors.isEmpty() ? now + pause : Long.MAX_VALUE;
            return Long.MAX_VALUE;
        }
        if (due == Long.MAX_VALUE || due - now <= 0) {
            List<PeerAddress> asked = new ArrayList<>(doors);
            for (int i = 0; i < AT_ONCE && !asked.isEmpty(); i++) {
                ask(asked.remove(random.nextInt(asked.size())), own, both, now);
            }
            due = now + pause;
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        return due;
    }

    private void ask(PeerAddress door, NodeId own, boolean both, long now) {
        open++;
        calls.ask(
                door,
                null,
                new Question.FindNode(own, both ? Want.BOTH : Want.UNSAID),
                new Call.Waiter() {
                    @Override
                    public void answered(Answer answer, long at) {
                        open--;
                        pause = FIRST_PAUSE;
                        List<NodeInfo> named = new ArrayList<>();
                        for (NodeInfo node : answer.nodes(Family.of(door))) {
                            if (Hosts.isLocal(door) || !Hosts.isLocal(node.address())) {
                                named.add(node);
                            }
                        }
                        heard.accept(named);
                    }

                    @Override
                    public void failed(long at) {
                        open--;
                    }
                },
                now);
    }
}
