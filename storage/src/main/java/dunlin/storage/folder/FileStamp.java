package dunlin.storage.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What tells quickly whether a file is still the one that was hashed. Anyone may set the time of
 * the last modification back; the system alone sets the one of the last change, so that no write
 * goes unseen but one within the same tick of its clock (4 ms on Linux).
 *
 * @param size in bytes
 * @param modified nanoseconds since 1970, as exactly as the file system keeps it
 * @param changed when content, name or rights were last changed, as {@code modified}; 0 where the
 *     system keeps no such time
 * @param inode the file's number in its file system; 0 where there are none
 */
public record FileStamp(long size, long modified, long changed, long inode) {
    private static final String UNIX = "unix:size,lastModifiedTime,ctime,ino";

    /** The stamp of what stands there; not of what a link points to. */
    public static FileStamp of(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            BasicFileAttributes basic =
                    Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return new FileStamp(basic.size(), nanos(basic.lastModifiedTime()), 0, 0);
        }
        Map<String, Object> unix = Files.readAttributes(file, UNIX, NOFOLLOW_LINKS);
        return new FileStamp(
                number(unix, "size"),
                nanos(time(unix, "lastModifiedTime")),
                nanos(time(unix, "ctime")),
                number(unix, "ino"));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return (Long) Objects.requireNonNull(attributes.get(name), name);
    }

    private static FileTime time(Map<String, Object> attributes, String name) {
        return (FileTime) Objects.requireNonNull(attributes.get(name), name);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /** Whether a file of this stamp can be told from one that somebody wants to look like it. */
    public boolean isSure() {
        return changed != 0;
    }
}
