package dunlin.tracker.event;

/**
 * Hears what happens at the index. Called on server threads, by several at once; must not block.
 */
@FunctionalInterface
public interface IndexEvents {
    void happened(IndexEvent event);
}
