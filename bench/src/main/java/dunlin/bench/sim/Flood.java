package dunlin.bench.sim;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Plain flooding, as in Gnutella 0.4: who hears a question for the first time passes it on to all
 * neighbours but the one it came from, until its TTL has run out; a hit goes back along the path.
 * With digests, as in QRP (Rohrs 2002), the last hop is left out for neighbours whose digest does
 * not have the words.
 */
public final class Flood implements Rival {
    private static final double FALSE_MATCHES = 0.0005; // of the digests that Dunlin has
    private static final int DIGEST = 820; // 512 words

    private final Medium medium;
    private final SplittableRandom random;
    private final int ttl;
    private final boolean hasDigests;

    private Flood(Medium medium, SplittableRandom random, int ttl, boolean hasDigests) {
        this.medium = medium;
        this.random = random;
        this.ttl = ttl;
        this.hasDigests = hasDigests;
    }

    /** A flood that goes so many hops. */
    public static Flood plain(Medium medium, int ttl) {
        return new Flood(medium, new SplittableRandom(1), ttl, false);
    }

    /** A flood whose last hop goes only where a digest matches. */
    public static Flood withDigests(Medium medium, int ttl, SplittableRandom random) {
        return new Flood(medium, random, ttl, true);
    }

    @Override
    public String name() {
        return hasDigests ? "QRP, one-hop digests, TTL " + ttl : "flood, TTL " + ttl;
    }

    @Override
    public int bytesALink() {
        return hasDigests ? 2 * DIGEST : 0;
    }

    @Override
    public void search(int asker, int holder, Consumer<Outcome> done) {
        new Wave(asker, holder, done).start();
    }

    private final class Wave {
        private final Inquiry inquiry;
        private final int asker;
        private final int holder;
        private final BitSet heard = new BitSet();
        private final int[] cameFrom = new int[medium.graph().size()];

        private Wave(int asker, int holder, Consumer<Outcome> done) {
            this.inquiry = new Inquiry(medium, done);
            this.asker = asker;
            this.holder = holder;
        }

        private void start() {
            heard(asker, asker, ttl);
            inquiry.endIfNothingIsUnderWay();
        }

        private void heard(int node, int from, int hops) {
            if (heard.get(node)) {
                return;
            }
            heard.set(node);
            cameFrom[node] = from;
            if (node == holder) {
                goBack(node);
            }
            if (hops == 0) {
                return;
            }
            boolean isLast = hops == 1 && hasDigests;
            medium.graph()
                    .neighbours(
                            node,
                            next -> {
                                if (next != from && (!isLast || matches(next))) {
                                    inquiry.send(
                                            node,
                                            next,
                                            Inquiry.QUESTION,
                                            () -> heard(next, node, hops - 1));
                                }
                            });
        }

        private boolean matches(int node) {
            return node == holder || random.nextDouble() < FALSE_MATCHES;
        }

        private void goBack(int node) {
            if (node == asker) {
                inquiry.hit();
                return;
            }
            int back = cameFrom[node];
            inquiry.send(node, back, Inquiry.HIT, () -> goBack(back));
        }
    }
}
