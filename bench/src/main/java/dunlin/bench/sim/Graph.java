package dunlin.bench.sim;

import java.util.function.IntConsumer;

/**
 * Nodes by numbers and who is whose neighbour at the present moment. A number that is free now may
 * be another node's later.
 */
public interface Graph {
    /** Numbers are below that. */
    int size();

    /** Whether there is a node of that number. */
    boolean isAlive(int node);

    /** Names those that a node takes for its neighbours; one of them may be gone already. */
    void neighbours(int node, IntConsumer sink);
}
