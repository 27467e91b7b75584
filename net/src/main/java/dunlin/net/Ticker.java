package dunlin.net;

/**
 * The time of everything in a peer, and who waits for it: the one place to ask, so that a
 * simulation can put its own in its stead and run whole swarms in one thread. Thread-safe.
 */
public interface Ticker {
    /** The time of this machine; a virtual thread for each loop and each task. */
    Ticker SYSTEM = new SystemTicker();

    /**
     * Nanoseconds since some moment; only differences mean something, as of {@link
     * System#nanoTime}.
     */
    long nanoTime();

    /**
     * Begins to run a step again and again: at once, then whenever it said that it is due, and
     * whenever somebody wakes it. Never twice at a time.
     *
     * @param name for the thread
     */
    Loop loop(String name, Step step);

    /**
     * Runs a task that may block, soon and beside everything else.
     *
     * @param name for the thread
     */
    void start(String name, Runnable task);

    /** What a loop does when it is due. */
    @FunctionalInterface
    interface Step {
        /** Ends the loop. */
        long END = -1;

        /**
         * Does what is due.
         *
         * @param now the time
         * @return for how many nanoseconds nothing will be due, at least 1; or {@link #END}
         */
        long run(long now);
    }

    /** A step that is run again and again. */
    interface Loop extends AutoCloseable {
        /** Has the step run soon, though it is not due; once more if it is running. */
        void wake();

        /** Runs the step no more; does not wait for one that is running. */
        @Override
        void close();
    }
}
