package dunlin.tracker.memory;

import dunlin.tracker.store.SwarmStore.Role;

/**
 * What is known of a peer beside its address and the time of its coming, packed in an int.
 *
 * <pre>
 *   | port: 16 bits | role: 2 | whether it has a name: 1 | heard: 13 |
 * </pre>
 *
 * <p>{@code heard} is the tick ({@link Ticks}) of its last announce, modulo {@link #TICKS}.
 */
final class PeerState {
    /** How many ticks can be told apart. */
    static final int TICKS = 1 << 13;

    private static final int NAMED = TICKS;
    private static final int ROLE_SHIFT = 14;
    private static final Role[] ROLES = Role.values();

    private PeerState() {}

    static int of(int port, Role role, boolean named, long tick) {
        return port << 16
                | role.ordinal() << ROLE_SHIFT
                | (named ? NAMED : 0)
                | (int) tick & TICKS - 1;
    }

    static int port(int state) {
        return state >>> 16;
    }

    static Role role(int state) {
        return ROLES[state >>> ROLE_SHIFT & 3];
    }

    static boolean named(int state) {
        return (state & NAMED) != 0;
    }

    /**
     * The tick of the last announce.
     *
     * @param latest the tick of some later announce, less than {@link #TICKS} after it
     */
    static long heard(int state, long latest) {
        return latest - (latest - state & TICKS - 1);
    }
}
