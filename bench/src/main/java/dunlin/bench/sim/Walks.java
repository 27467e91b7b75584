package dunlin.bench.sim;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Random walks (Lv et al. 2002): some walkers go from neighbour to neighbour, ask the asker every
 * fourth step whether to go on, and end after a number of steps; a hit goes straight to the asker.
 */
public final class Walks implements Rival {
    private static final int CHECK_EVERY = 4;
    private static final int CHECK = 40; // bytes: the question's id and a flag, with the frame

    private final Medium medium;
    private final SplittableRandom random;
    private final int walkers;
    private final int steps;

    /**
     * @param walkers how many go at once
     * @param steps how many each goes at most
     */
    public Walks(Medium medium, int walkers, int steps, SplittableRandom random) {
        this.medium = medium;
        this.walkers = walkers;
        this.steps = steps;
        this.random = random;
    }

    @Override
    public String name() {
        return "%d walks of %,d steps".formatted(walkers, steps);
    }

    @Override
    public int bytesALink() {
        return 0;
    }

    @Override
    public void search(int asker, int holder, Consumer<Outcome> done) {
        Inquiry inquiry = new Inquiry(medium, done);
        for (int i = 0; i < walkers; i++) {
            new Walker(inquiry, asker, holder).at(asker, asker, steps);
        }
        inquiry.endIfNothingIsUnderWay();
    }

    private final class Walker {
        private final Inquiry inquiry;
        private final int asker;
        private final int holder;

        private Walker(Inquiry inquiry, int asker, int holder) {
            this.inquiry = inquiry;
            this.asker = asker;
            this.holder = holder;
        }

        private void at(int node, int from, int left) {
            if (node == holder) {
                inquiry.send(node, asker, Inquiry.HIT, inquiry::hit);
            } else if (left > 0 && left < steps && left % CHECK_EVERY == 0) {
                inquiry.send(node, asker, CHECK, () -> answer(node, from, left));
            } else if (left > 0) {
                goOn(node, from, left);
            }
        }

        private void answer(int node, int from, int left) {
            inquiry.send(
                    asker,
                    node,
                    CHECK,
                    inquiry.isFound() ? () -> {} : () -> goOn(node, from, left));
        }

        /** To any neighbour but the one it came from, unless there is no other. */
        private void goOn(int node, int from, int left) {
            int[] chosen = {from};
            int[] seen = {0};
            medium.graph()
                    .neighbours(
                            node,
                            next -> {
                                if (next != from && random.nextInt(++seen[0]) == 0) {
                                    chosen[0] = next;
                                }
                            });
            int next = chosen[0];
            if (next != node) {
                inquiry.send(node, next, Inquiry.QUESTION, () -> at(next, node, left - 1));
            }
        }
    }
}
