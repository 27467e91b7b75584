package dunlin.bench.sim.utp;

/**
 * What the application at one end does with its connection.
 *
 * @param bytes that it writes in all
 * @param writes bytes a second that it has to write, 0 for as fast as they are taken
 * @param reads bytes a second that it reads, 0 for as fast as they come
 * @param gathers nanoseconds for which packets that come are gathered to one batch
 * @param closes whether it closes when it has written and read all, or only says that it writes
 *     nothing more
 */
record Work(long bytes, long writes, long reads, long gathers, boolean closes) {
    /** Writes and reads as fast as it goes. */
    static Work greedy(long bytes) {
        return new Work(bytes, 0, 0, 0, false);
    }
}
