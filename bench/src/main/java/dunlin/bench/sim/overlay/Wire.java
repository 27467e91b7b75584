package dunlin.bench.sim.overlay;

/** A connection between two hosts. What one side sends arrives in its order. Not thread-safe. */
final class Wire {
    final long id;
    final OverlayHost dialler;
    final OverlayHost dialled;
    private long lastToDialler;
    private long lastToDialled;

    Wire(long id, OverlayHost dialler, OverlayHost dialled) {
        this.id = id;
        this.dialler = dialler;
        this.dialled = dialled;
    }

    OverlayHost otherThan(OverlayHost side) {
        return side == dialler ? dialled : dialler;
    }

    /** When a message arrives that would arrive at a time if nothing were before it. */
    long arrival(OverlayHost at, long time) {
        if (at == dialler) {
            lastToDialler = Math.max(lastToDialler, time);
            return lastToDialler;
        }
        lastToDialled = Math.max(lastToDialled, time);
        return lastToDialled;
    }
}
