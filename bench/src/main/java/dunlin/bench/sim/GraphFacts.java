package dunlin.bench.sim;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a graph looks like at a moment: only nodes that are there and links that both sides have.
 *
 * @param nodes that are there
 * @param components parts that no link joins
 * @param largest nodes of the largest part
 * @param alone nodes without any link
 * @param degrees how many nodes have so many links, by the number of links
 * @param meanDistance hops between two nodes on average, of a sample
 * @param diameter the most hops between two nodes of a sample
 */
public record GraphFacts(
        int nodes,
        int components,
        int largest,
        int alone,
        int[] degrees,
        double meanDistance,
        int diameter) {
    /** Looks at all nodes, and from some of them how far the others are. */
    public static GraphFacts of(Graph graph, int samples, SplittableRandom random) {
        int[][] links = links(graph);
        int[] distance = new int[links.length];
        int[] queue = new int[links.length];
        Arrays.fill(distance, -1);
        int nodes = 0;
        int components = 0;
        int largest = 0;
        int[] degrees = new int[32];
        for (int node = 0; node < links.length; node++) {
            if (!graph.isAlive(node)) {
                continue;
            }
            nodes++;
            degrees[Math.min(links[node].length, degrees.length - 1)]++;
            if (distance[node] < 0) {
                components++;
                largest = Math.max(largest, reach(links, node, distance, queue));
            }
        }
        long sum = 0;
        long pairs = 0;
        int diameter = 0;
        for (int i = 0; i < samples && nodes > 0; i++) {
            Arrays.fill(distance, -1);
            int reached = reach(links, anyone(graph, random), distance, queue);
            for (int j = 0; j < reached; j++) {
                sum += distance[queue[j]];
                diameter = Math.max(diameter, distance[queue[j]]);
            }
            pairs += reached - 1;
        }
        return new GraphFacts(
                nodes,
                components,
                largest,
                degrees[0],
                degrees,
                pairs == 0 ? 0 : (double) sum / pairs,
                diameter);
    }

    /**
     * How many hops suffice from one of a sample to a share of all nodes.
     *
     * @param share of all pairs, 0 to 1
     */
    public static int hops(Graph graph, double share, int samples, SplittableRandom random) {
        int[][] links = links(graph);
        int[] distance = new int[links.length];
        int[] queue = new int[links.length];
        long[] at = new long[64];
        long all = 0;
        for (int i = 0; i < samples; i++) {
            Arrays.fill(distance, -1);
            int reached = reach(links, anyone(graph, random), distance, queue);
            for (int j = 0; j < reached; j++) {
                at[Math.min(distance[queue[j]], at.length - 1)]++;
            }
            all += reached;
        }
        long within = 0;
        int hops = -1;
        while (within < share * all) {
            within += at[++hops];
        }
        return hops;
    }

    /** A node that is there; there must be one. */
    public static int anyone(Graph graph, SplittableRandom random) {
        while (true) {
            int node = random.nextInt(graph.size());
            if (graph.isAlive(node)) {
                return node;
            }
        }
    }

    private static int reach(int[][] links, int from, int[] distance, int[] queue) {
        int head = 0;
        int tail = 0;
        distance[from] = 0;
        queue[tail++] = from;
        while (head < tail) {
            int node = queue[head++];
            for (int next : links[node]) {
                if (distance[next] < 0) {
                    distance[next] = distance[node] + 1;
                    queue[tail++] = next;
                }
            }
        }
        return tail;
    }

    private static int[][] links(Graph graph) {
        int[][] named = new int[graph.size()][];
        int[] buffer = new int[256];
        for (int node = 0; node < named.length; node++) {
            int[] count = new int[1];
            if (graph.isAlive(node)) {
                graph.neighbours(
                        node,
                        other -> {
                            if (count[0] < buffer.length) {
                                buffer[count[0]++] = other;
                            }
                        });
            }
            named[node] = Arrays.stream(buffer, 0, count[0]).sorted().distinct().toArray();
        }
        int[][] links = new int[named.length][];
        for (int node = 0; node < named.length; node++) {
            int me = node;
            links[node] =
                    Arrays.stream(named[node])
                            .filter(other -> Arrays.binarySearch(named[other], me) >= 0)
                            .toArray();
        }
        return links;
    }
}
