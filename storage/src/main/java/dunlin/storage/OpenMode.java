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
    /** What is there of them, of whatever length and under either name, is only read. */
    VERIFY
}
