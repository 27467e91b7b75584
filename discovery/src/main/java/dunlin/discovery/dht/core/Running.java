package dunlin.discovery.dht.core;

/** Something that a node is at. */
@FunctionalInterface
public interface Running {
    /** Ends it; its listener hears nothing more. */
    void cancel();
}
