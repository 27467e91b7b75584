package dunlin.storage.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * An open folder, as the only way to the files of a share: one goes down from the folder in which
 * the share stands, name by name, and nothing on the way is reached through a link, whatever lies
 * on the disk. Every name here is a single one. Not thread-safe.
 */
public interface ShareFolder extends Closeable {
    /** Opens the folder in which a share stands: a test has its own. */
    @FunctionalInterface
    interface Opener {
        ShareFolder open(Path folder) throws IOException;
    }

    /**
     * Opens the folder in which a share stands, in the safest way that the platform offers. It was
     * named by the person and may itself be reached through links.
     */
    @SuppressWarnings("StreamResourceLeak") // the folder that is returned closes it
    static ShareFolder top(Path folder) throws IOException {
        DirectoryStream<Path> handle = Files.newDirectoryStream(folder);
        if (handle instanceof SecureDirectoryStream<Path> secure) {
            return new HandleFolder(folder, folder, secure);
        }
        handle.close();
        return new PathFolder(folder);
    }

    /** Opens a folder in this one. */
    ShareFolder enter(String name) throws IOException;

    /** Makes a folder in this one; no error if it is there. */
    void make(String name) throws IOException;

    /** What stands there, itself and not what a link points to; empty if nothing does. */
    Optional<BasicFileAttributes> look(String name) throws IOException;

    /** The stamp of what stands there, itself and not what a link points to. */
    FileStamp stamp(String name) throws IOException;

    /** Opens a file. */
    FileChannel open(String name, Set<? extends OpenOption> options) throws IOException;

    /**
     * Gives a file another name in this folder. Nothing is replaced, whenever it came: the file
     * first gets the second name, which fails if anything has it, and then loses the first. A kill
     * in between leaves both; {@link #isSame} tells. Where a file cannot have two names, what comes
     * at the same moment is not met.
     *
     * @throws java.nio.file.FileAlreadyExistsException if something has that name
     */
    void rename(String name, String newName) throws IOException;

    /** Whether these are two names of one file. */
    boolean isSame(String name, String other) throws IOException;

    /** How many names a file has in its file system; 1 where that is not told. */
    int names(String name) throws IOException;

    /** Takes a name away from a file. */
    void delete(String name) throws IOException;

    /** The first half of {@link #rename}. @return false if a file cannot have two names here */
    static boolean link(Path file, Path link) throws IOException {
        try {
            Files.createLink(link, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException _) {
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(link.toString());
            }
            return false;
        }
    }

    /** See {@link #names(String)}. */
    static int names(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                : 1;
    }

    /** Lets everyone execute the file who may read it, where the file system knows of that. */
    void makeExecutable(String name) throws IOException;

    /**
     * Makes a symbolic link, where the platform lets us.
     *
     * @throws java.nio.file.FileAlreadyExistsException if something has that name
     */
    void makeLink(String name, String target) throws IOException;

    /** Forces to the disk which names stand in this folder. */
    void force() throws IOException;
}
