package dunlin.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.InfoHash;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that no two processes with one library fetch a share into one place: each would write into
 * files that the other takes for its own. For every place one byte of a file is locked, which ends
 * with the process however that ends. One channel is kept: the system lets go of all locks that a
 * process has on a file when it closes any channel to it. Thread-safe.
 */
final class PlaceLocks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlaceLocks.class);

    private final Path file;

    @GuardedBy("this")
    private @Nullable FileChannel channel;

    /**
     * @param file made when the first lock is taken; it stays empty
     */
    PlaceLocks(Path file) {
        this.file = file;
    }

    /**
     * Locks a place until what is returned is closed. Where the file system has no locks this does
     * nothing.
     *
     * @throws StorageException if it is locked already
     */
    synchronized Library.Claim claim(InfoHash id, Path content) throws StorageException {
        FileLock lock;
        try {
            if (channel == null) {
                channel =
                        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            lock = channel.tryLock(number(id, content), 1, false);
        } catch (OverlappingFileLockException e) {
            throw taken(content, e);
        } catch (IOException e) {
            LOG.debug("no locks in {}", file, e);
            return () -> {};
        }
        if (lock == null) {
            throw taken(content, null);
        }
        return () -> release(lock);
    }

    private static StorageException taken(Path content, @Nullable Throwable cause) {
        String text = "another dunlin with this home is fetching " + content;
        return cause == null
                ? new StorageException(Reason.BUSY, content, text)
                : new StorageException(Reason.BUSY, content, text, cause);
    }

    private static long number(InfoHash id, Path content) {
        MessageDigest sha1 = Sha1.digest();
        sha1.update(id.bytes());
        byte[] digest = sha1.digest(content.toString().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong() >>> 2; // the end of the byte has to be a long, too
    }

    private static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            LOG.debug("a lock was not released", e); // its channel is closed, so it is
        }
    }

    @Override
    public synchronized void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing {}", file, e);
            }
        }
    }
}
