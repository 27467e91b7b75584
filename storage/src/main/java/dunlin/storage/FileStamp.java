package dunlin.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells quickly whether a file is still the one that was hashed.
 *
 * @param size in bytes
 * @param modified nanoseconds since 1970, as exactly as the file system keeps it
 * @param inode the file's number in its file system; 0 where there are none
 */
record FileStamp(long size, long modified, long inode) {
    /** The stamp of what stands there; not of what a link points to. */
    static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        long inode = unix ? (Long) Files.getAttribute(file, "unix:ino", NOFOLLOW_LINKS) : 0;
        return new FileStamp(
                attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), inode);
    }
}
