package dunlin.tracker.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of members that is read again when it was changed, within seconds, on a thread of its own:
 * it may lie on a disk that takes its time, and no announce waits for that. One that has become
 * unreadable or wrong changes nothing: the members stay who they were, and the log says why.
 * Thread-safe.
 */
public final class MembersFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MembersFile.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Path file;
    private final Thread thread;
    private volatile Members members;

    /** What the file was when it was read last; for who looks alone. */
    private FileTime seen;

    private MembersFile(Path file, FileTime seen, Members members) {
        this.file = file;
        this.seen = seen;
        this.members = members;
        this.thread = Thread.ofPlatform().daemon().name("members-file").unstarted(this::run);
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it cannot be read, or is no list of members
     */
    public static MembersFile read(Path file) throws IOException {
        FileTime seen = Files.getLastModifiedTime(file);
        return new MembersFile(file, seen, Members.read(file));
    }

    /** From now on changes of the file count, until this is closed. */
    public void follow() {
        thread.start();
    }

    /** The members now. */
    Members members() {
        return members;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            LOG.debug("nobody asks for members any more");
        }
    }

    /** Reads the file if it has changed. */
    void look() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (!changed.equals(seen)) {
                seen = changed;
                members = Members.read(file);
                LOG.info("read the members again: {}", file);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the members stay as they were: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
