package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.storage.FilePlaces.Stamped;
import dunlin.storage.KnownStamps.Mark;
import dunlin.storage.Layout.StoredFile;
import dunlin.storage.folder.FileStamp;
import dunlin.storage.folder.FolderWalk;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whether the files of a share are still those whose bytes were verified. Reads no content.
 * Thread-safe.
 */
public final class FileWatch {
    /**
     * How a file was seen.
     *
     * @param unchanged whether it is as it was when its bytes were right, as far as can be told
     */
    record Seen(FileStamp stamp, boolean unchanged) {}

    private final FilePieces pieces;
    private final FilePlaces places;
    private final KnownStamps known = new KnownStamps();

    FileWatch(FilePieces pieces, FilePlaces places) {
        this.pieces = pieces;
        this.places = places;
    }

    /**
     * What may be believed of pieces that were complete before. How the files stand now is what
     * they are compared with from now on: to be called before anything of them is hashed.
     *
     * @param noted stamps of the files, by their index in the share, from when the pieces were
     *     complete
     */
    Belief believe(Bitfield claimed, Map<Integer, FileStamp> noted) throws StorageException {
        Map<Integer, Stamped> now = new HashMap<>();
        places.walking(walk -> {
            for (StoredFile file : pieces.layout().files()) {
                if (!file.padding()) {
                    places.stamp(walk, file).ifPresent(it -> now.put(file.index(), it));
                }
            }
        });
        now.forEach((file, stamped) -> known.put(file, stamped.stamp()));
        return Belief.of(pieces, claimed, noted, now);
    }

    /**
     * Whether every file stands untouched since these stamps were taken; if so, it is expected to.
     */
    public boolean isUntouched(Map<Integer, FileStamp> noted) throws StorageException {
        Bitfield all = Bitfield.all(pieces.geometry().pieces());
        return believe(all, noted).trusted().isAll() && stamps().equals(noted);
    }

    /** Says how the files stood when their bytes were last known to be right. */
    public void expect(Map<Integer, FileStamp> stamps) {
        known.putAll(stamps);
    }

    /** How the files stood when their bytes were last known to be right, by their index. */
    public Map<Integer, FileStamp> stamps() {
        return known.all();
    }

    /** Whether it is known how the file stood when its bytes were right. */
    boolean knows(StoredFile file) {
        return known.mark(file.index()).known().isPresent();
    }

    /** Takes new stamps of files whose bytes are right now. */
    Map<Integer, FileStamp> stamp(BitSet files) throws StorageException {
        Map<Integer, FileStamp> stamps = new HashMap<>();
        places.walking(walk -> {
            for (int i = files.nextSetBit(0); i >= 0; i = files.nextSetBit(i + 1)) {
                StoredFile file = pieces.layout().files().get(i);
                if (!file.padding()) {
                    int held = known.stamping(i);
                    FileStamp stamp = stamp(walk, file);
                    known.stamped(i, stamp, held);
                    stamps.put(i, stamp);
                }
            }
        });
        return stamps;
    }

    private FileStamp stamp(FolderWalk walk, StoredFile file) throws StorageException {
        return places.stamp(walk, file).orElseThrow(() -> touched(file)).stamp();
    }

    /**
     * Looks at a file.
     *
     * @throws StorageException if it is not there, or something else stands in its place
     */
    Seen look(StoredFile file) throws StorageException {
        try (FolderWalk walk = places.walk()) {
            Mark before = known.mark(file.index());
            FileStamp now = stamp(walk, file);
            return new Seen(now, known.isUnchanged(file.index(), before, now));
        } catch (IOException e) {
            throw DiskErrors.reading(places.locate(file.path()), e);
        }
    }

    /**
     * We are about to write into a file; {@link #wrote} follows.
     *
     * @throws StorageException if somebody else wrote into it since its stamp was taken: after our
     *     own write that could no longer be told
     */
    void writes(StoredFile file) throws StorageException {
        Mark before = known.mark(file.index());
        if (!before.isOurs() && before.known().isPresent() && !look(file).unchanged()) {
            throw touched(file);
        }
        known.writes(file.index());
    }

    void wrote(StoredFile file) {
        known.wrote(file.index());
    }

    /** Whether the bytes of a file that is about to get its final name are still right. */
    boolean isRight(FolderWalk walk, StoredFile file) throws StorageException {
        Mark before = known.mark(file.index());
        Optional<Stamped> now = places.stamp(walk, file);
        return now.isEmpty() || known.isUnchanged(file.index(), before, now.get().stamp());
    }

    /**
     * A file got its final name, which changes its stamp.
     *
     * @param isRight as it was told before; if not, the file has no stamp any more
     */
    void renamed(FolderWalk walk, StoredFile file, boolean isRight) throws StorageException {
        Optional<Stamped> now = isRight ? places.stamp(walk, file) : Optional.empty();
        now.ifPresentOrElse(
                it -> known.put(file.index(), it.stamp()), () -> known.remove(file.index()));
    }

    StorageException touched(StoredFile file) {
        return places.touched(file);
    }
}
