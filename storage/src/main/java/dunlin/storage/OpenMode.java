package dunlin.storage;

/** What is done with the files. */
public enum OpenMode {
    /** They are there, whole, and only read. */
    SERVE,
    /**
     * They are made and filled; nothing is made before the first write into a file, but for empty
     * files.
     */
    FETCH,
    /**
     * As {@link #FETCH}; but a file under its final name that holds something else is set aside,
     * and what is right of it is taken over.
     */
    REPAIR,
    /** What is there of them, of whatever length and under either name, is only read. */
    VERIFY;

    /** Whether files are made and written. */
    boolean writes() {
        return this == FETCH || this == REPAIR;
    }
}
