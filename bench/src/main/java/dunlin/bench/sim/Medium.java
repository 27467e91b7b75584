package dunlin.bench.sim;

/**
 * What all searches of one run share.
 *
 * @param events time
 * @param latencies how long messages take
 * @param graph who is whose neighbour
 */
public record Medium(EventQueue events, Latencies latencies, Graph graph) {}
