package dunlin.bench.sim.overlay;

import dunlin.bench.sim.Graph;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The graph without those that have only just come, who may be without any link for a moment. */
record Settled(OverlayNetwork network) implements Graph {
    private static final long NEW = TimeUnit.SECONDS.toNanos(10);

    @Override
    public int size() {
        return network.size();
    }

    @Override
    public boolean isAlive(int node) {
        return network.isAlive(node) && network.events.now() - network.host(node).since >= NEW;
    }

    @Override
    public void neighbours(int node, IntConsumer sink) {
        network.neighbours(node, sink);
    }
}
