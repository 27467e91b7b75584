package dunlin.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder in which a share stands, as the only way to its files: whatever lies on the disk,
 * nothing below the folder is reached through a link. The folder itself was named by the person and
 * may be reached through links.
 *
 * <p>A path here is a list of single names below the folder, at least one. Thread-safe.
 */
sealed interface ShareRoot permits HandleRoot, PathRoot {
    /** The safest kind that the platform offers for this folder, which need not exist yet. */
    static ShareRoot of(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Path existing = absolute;
        while (existing.getParent() != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        try (DirectoryStream<Path> probe = Files.newDirectoryStream(existing)) {
            return probe instanceof SecureDirectoryStream
                    ? new HandleRoot(absolute)
                    : new PathRoot(absolute);
        }
    }

    /** Opens a file; the folders above it must be there. */
    FileChannel open(List<String> path, Set<? extends OpenOption> options) throws IOException;

    /** What stands there, itself and not what a link points to; empty if nothing does. */
    Optional<BasicFileAttributes> look(List<String> path) throws IOException;

    /** Makes the folders above the last name, as far as they are missing. */
    void makeParents(List<String> path) throws IOException;

    /** Gives what stands at {@code path} another last name, replacing a file of that name. */
    void rename(List<String> path, String newName) throws IOException;

    /** Lets everyone execute the file who may read it, where the file system knows of that. */
    void makeExecutable(List<String> path) throws IOException;

    /** Forces to the disk which names stand in a folder; the empty list is the folder itself. */
    void forceFolder(List<String> names) throws IOException;
}
