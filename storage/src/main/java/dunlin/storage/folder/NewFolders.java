package dunlin.storage.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders that are made under a name of ours before they are moved to their place.
 *
 * @param top where they are made, absolute
 */
public record NewFolders(Path top) {
    private static final Logger LOG = LoggerFactory.getLogger(NewFolders.class);
    private static final Pattern OURS = Pattern.compile("\\.dunlin-[0-9a-f]{16}");

    /** A younger one may be on its way to its place, in another process: that takes no moment. */
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(10);

    /** Makes one, to be moved at once. */
    public Path make() throws IOException {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return Files.createDirectory(top.resolve(".dunlin-" + random));
    }

    /**
     * Removes those that a kill left behind. Only what is certainly ours goes: an empty folder with
     * such a name that was not touched for a while. If somebody puts something in it meanwhile, it
     * stays: the system removes no folder that is not empty.
     */
    public void sweep(Instant now) throws IOException {
        try (DirectoryStream<Path> there =
                Files.newDirectoryStream(
                        top, path -> OURS.matcher(path.getFileName().toString()).matches())) {
            for (Path path : there) {
                remove(path, now);
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            // Nothing was made there yet.
        }
    }

    private static void remove(Path path, Instant now) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
            Instant touched = found.lastModifiedTime().toInstant();
            if (found.isDirectory() && touched.plus(LEFT_BEHIND).isBefore(now)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.debug("{} stays", path, e); // it is not empty, or not ours to remove
        }
    }
}
