package dunlin.bench.load;

import java.io.IOException;

/**
 * A socket, or one connection after the other, that announces without ever waiting. Not
 * thread-safe: a {@link LoadThread} runs it.
 */
interface Client extends AutoCloseable {
    /**
     * Takes the answers that are there, and as long as there is no pace announces anew for each.
     *
     * @return whether there was anything to do
     */
    boolean turn() throws IOException;

    /** From now on announces only when told to. */
    void followPace();

    /**
     * Announces once.
     *
     * @param due from when its latency counts, by {@link System#nanoTime}
     * @return false if too many announces wait for their answers already
     */
    boolean announce(long due) throws IOException;

    /** To be called about ten times a second: sees to announces that got no answer in time. */
    void watch(long now) throws IOException;

    /** Whether each of its peers was announced once; may be asked by any thread. */
    boolean preloaded();

    @Override
    void close() throws IOException;
}
