package dunlin.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.Layout.Span;
import dunlin.storage.Layout.StoredFile;
import dunlin.storage.folder.FileStamp;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of a share as they are given to others: no byte leaves of a file that somebody changed,
 * unless its piece was hashed again. A file is looked at before its first byte, and when a minute
 * has passed since it was looked at last. Thread-safe.
 *
 * <p>The lock guards what is known of the files; looking and hashing happen outside it.
 */
final class ServedFiles {
    /** After this many nanoseconds a file is looked at again. */
    private static final long TRUSTED_FOR = Duration.ofMinutes(1).toNanos();

    /** How much of a piece is read at once, in bytes. */
    private static final int READ_LENGTH = 256 * 1024;

    /** A file that is not what was verified: which pieces are right all the same. */
    private static final class Touched {
        final FileStamp stamp;
        final BitSet right = new BitSet();

        Touched(FileStamp stamp) {
            this.stamp = stamp;
        }
    }

    private final ShareFiles files;
    private final FileWatch watch;
    private final Info info;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<Integer, Long> lookedAt = new HashMap<>();

    @GuardedBy("this")
    private final Map<Integer, Touched> touched = new HashMap<>();

    /** One piece at a time is hashed again, however many peers ask for it. */
    private final ReentrantLock hashing = new ReentrantLock();

    /**
     * @param nanoTime the time, in nanoseconds from any moment on
     */
    ServedFiles(ShareFiles files, Info info, LongSupplier nanoTime) {
        this.files = files;
        this.watch = files.watch();
        this.info = info;
        this.nanoTime = nanoTime;
    }

    /**
     * See {@link ShareFiles#slices}.
     *
     * @throws StorageException also if the bytes are no longer those that were verified
     */
    void slices(long position, int length, List<ByteBuffer> out) throws StorageException {
        requireRight(position, length);
        files.slices(position, length, out);
    }

    /**
     * See {@link ShareFiles#read}.
     *
     * @throws StorageException also if the bytes are no longer those that were verified
     */
    void read(long position, ByteBuffer target) throws StorageException {
        requireRight(position, target.remaining());
        files.read(position, target);
    }

    private void requireRight(long position, int length) throws StorageException {
        for (Span span : files.spans(position, length)) {
            StoredFile file = span.file();
            if (file.padding()) {
                continue;
            }
            Touched changed = lookAt(file);
            if (changed != null) {
                long from = file.offset() + span.offset();
                int pieceLength = info.geometry().pieceLength();
                int last = (int) ((from + span.length() - 1) / pieceLength);
                for (int piece = (int) (from / pieceLength); piece <= last; piece++) {
                    requireRight(piece, file, changed);
                }
            }
        }
    }

    /** Looks at a file if it is time. @return what is known of it if it was touched */
    private @Nullable Touched lookAt(StoredFile file) throws StorageException {
        long now = nanoTime.getAsLong();
        synchronized (this) {
            Long last = lookedAt.get(file.index());
            if (last != null && now - last < TRUSTED_FOR) {
                return touched.get(file.index());
            }
        }
        FileWatch.Seen seen = watch.look(file);
        synchronized (this) {
            lookedAt.put(file.index(), now);
            if (seen.unchanged()) {
                touched.remove(file.index());
                return null;
            }
            Touched known = touched.get(file.index());
            if (known == null || !known.stamp.equals(seen.stamp())) {
                known = new Touched(seen.stamp());
                touched.put(file.index(), known);
                files.reopen(file);
            }
            return known;
        }
    }

    private void requireRight(int piece, StoredFile file, Touched changed) throws StorageException {
        hashing.lock();
        try {
            synchronized (this) {
                if (changed.right.get(piece)) {
                    return;
                }
            }
            if (!Arrays.equals(hash(piece), info.pieceHash(piece))) {
                throw watch.touched(file);
            }
            synchronized (this) {
                changed.right.set(piece);
            }
        } finally {
            hashing.unlock();
        }
    }

    private byte[] hash(int piece) throws StorageException {
        MessageDigest sha1 = Sha1.digest();
        int size = info.geometry().pieceSize(piece);
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(READ_LENGTH, size));
        for (int at = 0; at < size; at += buffer.limit()) {
            files.read(
                    info.geometry().offset(piece) + at,
                    buffer.clear().limit(Math.min(buffer.capacity(), size - at)));
            sha1.update(buffer.flip());
        }
        return sha1.digest();
    }
}
