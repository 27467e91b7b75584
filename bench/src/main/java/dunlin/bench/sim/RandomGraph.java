package dunlin.bench.sim;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * A random graph in which nearly all nodes have the same number of links, made whole again by one
 * who sees all of it: what no protocol can do, and so what a protocol can be held against. Not
 * thread-safe.
 */
public final class RandomGraph implements Graph {
    private static final int ROOM = 4;
    private static final int TRIES = 64;

    private final SplittableRandom random;
    private final int degree;
    private final int[][] links;
    private final int[] degrees;
    private final boolean[] alive;

    /**
     * @param nodes all there from the beginning
     * @param degree how many links each has
     */
    public RandomGraph(int nodes, int degree, SplittableRandom random) {
        this.random = random;
        this.degree = degree;
        this.links = new int[nodes][degree + ROOM];
        this.degrees = new int[nodes];
        this.alive = new boolean[nodes];
        Arrays.fill(alive, true);
        for (int node = 0; node < nodes; node++) {
            fill(node);
        }
    }

    @Override
    public int size() {
        return links.length;
    }

    @Override
    public boolean isAlive(int node) {
        return alive[node];
    }

    @Override
    public void neighbours(int node, IntConsumer sink) {
        for (int i = 0; i < degrees[node]; i++) {
            sink.accept(links[node][i]);
        }
    }

    /** Another node takes the number; those who lost a neighbour get another. */
    public void replace(int node) {
        int[] lost = Arrays.copyOf(links[node], degrees[node]);
        alive[node] = false;
        for (int other : lost) {
            drop(other, node);
        }
        degrees[node] = 0;
        for (int other : lost) {
            fill(other);
        }
        alive[node] = true;
        fill(node);
    }

    private void fill(int node) {
        for (int tries = 0; tries < TRIES && degrees[node] < degree; tries++) {
            int other = random.nextInt(links.length);
            boolean room =
                    degrees[other] < degree || tries > TRIES / 2 && degrees[other] < degree + ROOM;
            if (other != node && alive[other] && room && !linked(node, other)) {
                links[node][degrees[node]++] = other;
                links[other][degrees[other]++] = node;
            }
        }
    }

    private boolean linked(int node, int other) {
        for (int i = 0; i < degrees[node]; i++) {
            if (links[node][i] == other) {
                return true;
            }
        }
        return false;
    }

    private void drop(int node, int other) {
        for (int i = 0; i < degrees[node]; i++) {
            if (links[node][i] == other) {
                links[node][i] = links[node][--degrees[node]];
                return;
            }
        }
    }
}
