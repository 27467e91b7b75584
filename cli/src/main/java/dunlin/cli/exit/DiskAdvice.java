package dunlin.cli.exit;

import dunlin.storage.StorageException;

/** What a person can do about what the disk refuses. */
final class DiskAdvice {
    private DiskAdvice() {}

    /** What failed, and what to do next. */
    static String line(String text, StorageException.Reason reason) {
        return text + "; " + of(reason);
    }

    private static String of(StorageException.Reason reason) {
        return switch (reason) {
            case FULL -> "make room, or use another folder, then run the same command again";
            case READ_ONLY -> "use another folder, or change who may write there";
            case VANISHED -> "check the path, then run the same command again";
            case CHANGING -> "share it when it rests";
            case OBSTRUCTED -> "move away what stands there, or use another folder";
            case ANOTHER ->
                    "add --repair to keep it aside and fetch what differs, or use another folder";
            case UNSHARABLE -> "share a file, or a folder with a file in it that is not empty";
            case UNNAMEABLE -> "set LC_ALL=C.UTF-8";
            case BUSY -> "try again, or use another --home";
            case LIBRARY_DAMAGED ->
                    "run the same command again to have it made anew: what is there is verified and kept";
            case KEY_DAMAGED ->
                    "put a copy of it back, or move it away to go on with a new key, which owns nothing yet";
            case KEY_EXPOSED ->
                    "if nobody did, chmod 600 it, otherwise move it away to go on with a new one";
            case FAILED -> "check the disk, and who may use it, then run the same command again";
        };
    }
}
