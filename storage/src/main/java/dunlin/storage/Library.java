package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Metainfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What this peer has: every share with where it lies, its pieces that were verified and forced, and
 * the stamps of its whole files, in SQLite. It survives a kill at any moment. Thread-safe.
 */
public final class Library implements AutoCloseable {
    /**
     * One share as remembered.
     *
     * @param folder the folder in which it stands
     * @param name under which it stands there
     * @param have the pieces that are verified and on the disk
     */
    public record Entry(
            Metainfo metainfo, Path folder, String name, Bitfield have, Instant addedAt) {}

    private Library() {}

    /** Opens the database at {@code file}, made if it is not there. */
    public static Library open(Path file) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Remembers a share, or replaces what was remembered of it. */
    public void put(Entry entry) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<Entry> find(InfoHash id) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Everything, oldest first. */
    public List<Entry> all() throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Notes pieces as had, in one transaction that is on the disk when the call returns. */
    public void addPieces(InfoHash id, Collection<Integer> pieces) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    public void remove(InfoHash id) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
