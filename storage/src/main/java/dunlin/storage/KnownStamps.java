package dunlin.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.storage.folder.FileStamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How each file of a share stood when its bytes were last known to be right, and which of them this
 * process itself has written since: those cannot be told from what others wrote. Thread-safe; calls
 * nobody under its lock.
 */
final class KnownStamps {
    /** What is known of a file before it is looked at: if that changes meanwhile, it was us. */
    record Mark(Optional<FileStamp> known, boolean isOurs) {}

    /** Our writes into a file since its stamp was taken. */
    private static final class Writes {
        int begun;
        int underWay;
    }

    /** Says in {@link #stamping} that no stamp can hold all that we wrote. */
    private static final int WRITING = -1;

    @GuardedBy("this")
    private final Map<Integer, FileStamp> known = new HashMap<>();

    @GuardedBy("this")
    private final Map<Integer, Writes> ours = new HashMap<>();

    synchronized void put(int file, FileStamp stamp) {
        known.put(file, stamp);
    }

    synchronized void putAll(Map<Integer, FileStamp> stamps) {
        known.putAll(stamps);
    }

    synchronized void remove(int file) {
        known.remove(file);
    }

    synchronized Map<Integer, FileStamp> all() {
        return Map.copyOf(known);
    }

    /** We are about to write into the file; {@link #wrote} follows. */
    synchronized void writes(int file) {
        Writes writes = ours.computeIfAbsent(file, _ -> new Writes());
        writes.begun++;
        writes.underWay++;
    }

    synchronized void wrote(int file) {
        Writes writes = ours.get(file);
        if (writes != null) { // it is there while a write is under way
            writes.underWay--;
        }
    }

    /** A new stamp is about to be taken. @return how many writes it holds, for {@link #stamped} */
    synchronized int stamping(int file) {
        Writes writes = ours.get(file);
        if (writes == null) {
            return 0;
        }
        return writes.underWay == 0 ? writes.begun : WRITING;
    }

    /** It was taken: if nothing was written meanwhile, whatever differs from it is not ours. */
    synchronized void stamped(int file, FileStamp stamp, int held) {
        known.put(file, stamp);
        Writes writes = ours.get(file);
        if (writes != null && writes.begun == held) {
            ours.remove(file);
        }
    }

    /** What is known of a file, to be asked before it is looked at. */
    synchronized Mark mark(int file) {
        return new Mark(Optional.ofNullable(known.get(file)), ours.containsKey(file));
    }

    /**
     * Whether a file is as it was when its bytes were right, as far as can be told.
     *
     * @param before its mark from before it was looked at
     * @param now as it was seen
     */
    synchronized boolean isUnchanged(int file, Mark before, FileStamp now) {
        return before.isOurs()
                || !mark(file).equals(before)
                || before.known().equals(Optional.of(now));
    }
}
