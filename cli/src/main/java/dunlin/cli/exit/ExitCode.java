package dunlin.cli.exit;

/** What the command's exit status tells a script. The numbers are a contract. */
public enum ExitCode {
    DONE(0),
    /**
     * A failure that none of the others names; also an ambiguous name, and data that is not whole.
     */
    FAILED(1),
    USAGE(2),
    NOT_FOUND(3),
    /** No peer, or no index, could be reached in time. */
    UNREACHABLE(4),
    /** A malformed or hostile torrent, magnet link or answer. */
    REFUSED(5),
    /** The disk is full, read-only or gone. */
    DISK(6),
    /** Stopped by the person before it was done. */
    INTERRUPTED(7);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The exit status of the process. */
    public int number() {
        return number;
    }
}
