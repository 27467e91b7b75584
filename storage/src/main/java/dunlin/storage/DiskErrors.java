package dunlin.storage;

import dunlin.protocol.ErrorText;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Turns what the operating system refused into what a person can do about it. Java hands on no
 * error number but only the system's text, so the kinds are told by type, then by text, and a full
 * disk also by asking for its free space (the text may be in any language).
 */
final class DiskErrors {
    /** With less than this left, in bytes, a write that failed is taken to have met a full disk. */
    private static final long NEXT_TO_NOTHING = 64 * 1024;

    private DiskErrors() {}

    static StorageException reading(Path file, IOException cause) {
        return tell("cannot read ", file, cause, false);
    }

    static StorageException writing(Path file, IOException cause) {
        return tell("cannot write ", file, cause, true);
    }

    private static StorageException tell(
            String what, Path file, IOException cause, boolean writing) {
        String text = text(cause);
        Reason reason = reason(cause, text, writing);
        if (reason == Reason.FAILED && writing && isFull(file)) {
            reason = Reason.FULL;
        }
        return new StorageException(reason, file, what + file + ": " + text, cause);
    }

    /** What is wrong, without the name of the file. */
    static String text(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "it is not there";
            case AccessDeniedException _ -> "permission denied";
            case NotDirectoryException _ -> "a file stands where a folder belongs";
            case FileAlreadyExistsException _ -> "something else is there";
            case ClosedByInterruptException _ -> "interrupted";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case FileSystemException e -> ErrorText.kind(e);
            default -> ErrorText.of(cause);
        };
    }

    private static Reason reason(IOException cause, String text, boolean writing) {
        if (cause instanceof NoSuchFileException) {
            return Reason.VANISHED;
        }
        if (cause instanceof AccessDeniedException) {
            return writing ? Reason.READ_ONLY : Reason.FAILED;
        }
        if (cause instanceof NotDirectoryException || cause instanceof FileAlreadyExistsException) {
            return Reason.OBSTRUCTED;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left")
                || lower.contains("quota exceeded")
                || lower.contains("file too large")) {
            return Reason.FULL;
        }
        if (lower.contains("read-only file system") || lower.contains("not permitted")) {
            return Reason.READ_ONLY;
        }
        if (lower.contains("symbolic link")
                || lower.contains("is a directory")
                || lower.contains("not a directory")
                || lower.contains("name too long")) {
            return Reason.OBSTRUCTED;
        }
        return Reason.FAILED;
    }

    private static boolean isFull(Path file) {
        for (Path at = file.getParent(); at != null; at = at.getParent()) {
            try {
                return Files.getFileStore(at).getUsableSpace() < NEXT_TO_NOTHING;
            } catch (IOException _) {
                // It may not exist yet: the folder above it tells.
            }
        }
        return false;
    }
}
