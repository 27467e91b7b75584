package dunlin.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may still be written where a share stands, or is to stand.
 *
 * @param folder the innermost folder that is there
 * @param free in bytes
 */
public record Room(Path folder, long free) {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    /** Empty if the file system does not tell. */
    public static Optional<Room> at(Path path) {
        for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at)) {
                return in(at);
            }
        }
        return Optional.empty();
    }

    private static Optional<Room> in(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getTotalSpace() <= 0 // some that are elsewhere say that they have nothing
                    ? Optional.empty()
                    : Optional.of(new Room(folder, Math.max(0, store.getUsableSpace())));
        } catch (IOException e) {
            LOG.debug("{} does not say what is free", folder, e);
            return Optional.empty();
        }
    }
}
