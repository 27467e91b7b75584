package dunlin.storage;

import dunlin.storage.FilePlaces.Standing;
import dunlin.storage.Layout.StoredFile;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FolderWalk;
import java.util.Optional;

/**
 * What stands in the place of a file.
 *
 * @param obstructed whether something else does than a file
 */
record Place(StoredFile file, Optional<Standing> standing, boolean obstructed) {
    /** Looks. */
    static Place of(StoredFile file, FilePlaces places, FolderWalk walk) throws StorageException {
        try {
            return new Place(file, places.standing(walk, file), false);
        } catch (StorageException e) {
            if (e.isNothingOfUse()) {
                return new Place(file, Optional.empty(), e.reason() == Reason.OBSTRUCTED);
            }
            throw e;
        }
    }

    /** How many bytes of the file can be there. */
    long length() {
        return standing.map(Standing::length).orElse(0L);
    }
}
