package dunlin.node.api;

/**
 * Where a share is in its life.
 *
 * <pre>
 *   Describing ─→ Checking ─→ Fetching ─→ Serving
 *       │  ├────────────────────→ ↑         ↑
 *       │  └────────────────────────────────┘
 *       │            │            │         │
 *       └────────────┴─────┬──────┴─────────┘
 *                          ↓
 *               Paused or Failed ─→ Describing (resumed: what is known is not asked again)
 *
 *   every state ─→ Closed
 * </pre>
 *
 * <p>Only the share itself makes transitions, and refuses any other.
 */
public sealed interface ShareState {
    /**
     * It is not known yet what the share is: its files are hashed, or its peers are asked for the
     * metadata of a magnet link.
     *
     * @param done bytes hashed
     * @param size bytes to hash; 0 while that is not known
     */
    record Describing(Work work, long done, long size) implements ShareState {}

    /** What a share that is {@link Describing} waits for. */
    enum Work {
        /** What this peer remembers is looked up. */
        LOOKING,
        HASHING,
        ASKING_PEERS
    }

    /** What stands on the disk of it is verified; passed over where there is nothing. Bytes. */
    record Checking(long done, long size) implements ShareState {}

    /** Pieces are missing; what is complete is served. */
    record Fetching() implements ShareState {}

    /** Every piece that is wanted is verified and on the disk; it is served. */
    record Serving() implements ShareState {}

    /** Nothing is exchanged until somebody resumes it. */
    record Paused() implements ShareState {}

    /** Nothing is exchanged, and this is why; it may be resumed. */
    record Failed(NodeRefusal why) implements ShareState {}

    /** This peer holds it no more. */
    record Closed() implements ShareState {}

    /** Whether this state may follow: progress within one state may, too. */
    default boolean mayBecome(ShareState next) {
        return switch (next) {
            case Describing _ ->
                    this instanceof Describing || this instanceof Paused || this instanceof Failed;
            case Checking _ -> this instanceof Describing || this instanceof Checking;
            case Fetching _ -> this instanceof Describing || this instanceof Checking;
            case Serving _ ->
                    this instanceof Describing
                            || this instanceof Checking
                            || this instanceof Fetching;
            case Paused _, Failed _ -> isActive();
            case Closed _ -> !(this instanceof Closed);
        };
    }

    /** Whether the share is at work: neither paused, failed nor closed. */
    default boolean isActive() {
        return switch (this) {
            case Describing _, Checking _, Fetching _, Serving _ -> true;
            case Paused _, Failed _, Closed _ -> false;
        };
    }

    /** Whether the share can be resumed. */
    default boolean isResting() {
        return this instanceof Paused || this instanceof Failed;
    }

    /** Whether there is more to come before it is {@link Serving}. */
    default boolean isUnderWay() {
        return isActive() && !(this instanceof Serving);
    }
}
