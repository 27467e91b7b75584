package dunlin.storage;

import dunlin.protocol.SafeText;
import java.nio.file.Path;

/**
 * The disk would not do what was asked: whoever catches it pauses the share and tells the person.
 * The message is one line that says what failed on which file, and is fit to be shown: what a
 * stranger's file name could do to a terminal is taken out here. What to do about it follows from
 * the reason, and is said by who shows it.
 */
public final class StorageException extends Exception {
    /** What kind of failure it is, as far as can be told. */
    public enum Reason {
        /** No space, or no quota, left. */
        FULL,
        /** The file system or folder does not let us write. */
        READ_ONLY,
        /** A file that was there is gone, shorter than it was, or another. */
        VANISHED,
        /** A file was written to by somebody while it was being read. */
        CHANGING,
        /** Something stands in the way: a link, another file, a name this disk cannot have. */
        OBSTRUCTED,
        /** Under the name of a file that is to be fetched stands one that holds something else. */
        ANOTHER,
        /** It cannot be shared as it is: nothing is in it, or it has no name. */
        UNSHARABLE,
        /** A name that this system's locale has no letters for. */
        UNNAMEABLE,
        /** Another process uses it. */
        BUSY,
        /** The library is not what it was when it was closed. */
        LIBRARY_DAMAGED,
        /** The file with this peer's key is not what was written. */
        KEY_DAMAGED,
        /** Others may read or write this peer's key. */
        KEY_EXPOSED,
        /** Anything else that the operating system refused. */
        FAILED
    }

    private final Reason reason;
    private final Path path;

    public StorageException(Reason reason, Path path, String message) {
        super(SafeText.forTerminal(message));
        this.reason = reason;
        this.path = path;
    }

    public StorageException(Reason reason, Path path, String message, Throwable cause) {
        super(SafeText.forTerminal(message), cause);
        this.reason = reason;
        this.path = path;
    }

    /** Whether there is nothing that could be of use, or something else, in a file's place. */
    boolean isNothingOfUse() {
        return switch (reason) {
            case OBSTRUCTED, ANOTHER, VANISHED -> true;
            default -> false;
        };
    }

    public Reason reason() {
        return reason;
    }

    /** The file or folder that it is about. */
    public Path path() {
        return path;
    }
}
