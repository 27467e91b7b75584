package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.Question;
import java.util.List;
import java.util.function.Function;

/** Has the nodes that a lookup found store something, and tells as soon as most of them did. */
final class Stores {
    /** How many stored it, how many have something newer or else than was expected. */
    interface Done {
        void done(int stored, int outdated, long now);
    }

    private final Done done;
    private int open;
    private int needed;
    private int stored;
    private int outdated;
    private boolean told;

    Stores(Done done) {
        this.done = done;
    }

    /**
     * Sends it.
     *
     * @param nodes that gave a token each
     * @param question what to put to each
     */
    void send(
            List<Candidate> nodes, Function<Candidate, Question> question, Calls calls, long now) {
        open = nodes.size();
        needed = nodes.size() / 2 + 1;
        for (Candidate node : nodes) {
            calls.ask(
                    node.node.address(),
                    node.node.id(),
                    question.apply(node),
                    new Call.Waiter() {
                        @Override
                        public void answered(Answer answer, long at) {
                            stored++;
                            settled(at);
                        }

                        @Override
                        public void refused(Krpc.Failure failure, long at) {
                            boolean newer =
                                    failure.code() == Krpc.EXPECTED_ANOTHER
                                            || failure.code() == Krpc.SEQUENCE_TOO_LOW;
                            outdated += newer ? 1 : 0;
                            settled(at);
                        }

                        @Override
                        public void failed(long at) {
                            settled(at);
                        }
                    },
                    now);
        }
        tellIfDone(now);
    }

    private void settled(long now) {
        open--;
        tellIfDone(now);
    }

    private void tellIfDone(long now) {
        if (!told && (open == 0 || stored >= needed)) {
            told = true;
            done.done(stored, outdated, now);
        }
    }

    void cancel() {
        told = true;
    }
}
