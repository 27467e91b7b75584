package dunlin.storage;

import dunlin.storage.Layout.StoredFile;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which unfinished files of a share are ours: those that were there when it was checked, and those
 * that we made since. Another program that fetches the same share into the same folder makes files
 * of the same names. So that of two that begin at one moment one gives way before it has written
 * anything, each makes the same file first: the first that was not there. Guarded by the lock of
 * {@link ShareFiles}.
 */
final class PartFiles {
    private final BitSet ours = new BitSet();
    private @Nullable StoredFile firstThere;
    private @Nullable StoredFile firstAbsent;
    private boolean checked;

    /** It is there. */
    void isThere(StoredFile file) {
        ours.set(file.index());
        firstThere = firstThere == null ? file : firstThere;
    }

    /** Neither it nor the finished file is there. */
    void isAbsent(StoredFile file) {
        if (firstAbsent == null && file.length() > 0) {
            firstAbsent = file;
        }
    }

    /** All files were looked at. */
    void checked() {
        checked = true;
    }

    /** The first unfinished file that was there. */
    Optional<StoredFile> first() {
        return Optional.ofNullable(firstThere);
    }

    /** It was made by us. */
    void made(StoredFile file) {
        ours.set(file.index());
    }

    /** Whether a file that is there now may be written into. */
    boolean isOurs(StoredFile file) {
        return !checked || ours.get(file.index());
    }

    /** The file that has to be made before any other, if it has not been; said once. */
    Optional<StoredFile> takeFirst() {
        Optional<StoredFile> first = Optional.ofNullable(firstAbsent);
        firstAbsent = null;
        return first;
    }
}
