package dunlin.tracker.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of members that is read again when it was changed, within seconds. One that has become
 * unreadable or wrong changes nothing: the members stay who they were, and the log says why.
 * Thread-safe.
 */
public final class MembersFile {
    private static final Logger LOG = LoggerFactory.getLogger(MembersFile.class);
    private static final long LOOK_EVERY = Duration.ofSeconds(2).toNanos();

    private final Path file;
    private volatile Members members;
    private volatile long nextLook;

    /** What the file was when it was read last. */
    @GuardedBy("this")
    private FileTime seen;

    private MembersFile(Path file, FileTime seen, Members members, long nanos) {
        this.file = file;
        this.seen = seen;
        this.members = members;
        this.nextLook = nanos + LOOK_EVERY;
    }

    /**
     * Opens the file.
     *
     * @param nanos the time, as {@link #members} takes it
     * @throws IOException if it cannot be read, or is no list of members
     */
    public static MembersFile open(Path file, long nanos) throws IOException {
        FileTime seen = Files.getLastModifiedTime(file);
        return new MembersFile(file, seen, Members.read(file), nanos);
    }

    /** The members now. */
    Members members(long nanos) {
        if (nanos - nextLook >= 0) {
            look(nanos);
        }
        return members;
    }

    private synchronized void look(long nanos) {
        if (nanos - nextLook < 0) {
            return;
        }
        nextLook = nanos + LOOK_EVERY;
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (!changed.equals(seen)) {
                seen = changed;
                members = Members.read(file);
                LOG.info("read the members again: {}", file);
            }
        } catch (IOException e) {
            LOG.warn("the members stay as they were: {}", e.getMessage());
        }
    }
}
