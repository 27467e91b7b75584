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
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a share as they are given to others: no byte leaves of a file that somebody changed,
 * unless its piece was hashed again. A file is looked at before its first byte, and when a minute
 * has passed since it was looked at last; {@link #lookAgain} does so with those that nobody asks
 * for. Thread-safe.
 *
 * <p>The lock guards what is known of the files; looking and hashing happen outside it.
 */
final class ServedFiles {
    /** After this many nanoseconds a file is looked at again. */
    private static final long TRUSTED_FOR = Duration.ofMinutes(1).toNanos();

    /** How much of a piece is read at once, in bytes. */
    private static final int READ_LENGTH = 256 * 1024;

    /** So many files are looked at in one go, unasked. */
    private static final int MOST_AT_ONCE = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ServedFiles.class);

    /** A file that is not what was verified: which pieces are right all the same, and which not. */
    private static final class Touched {
        final FileStamp stamp;
        final BitSet right = new BitSet();
        final BitSet wrong = new BitSet();

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
    private final Map<Integer, Touched> touched = new TreeMap<>();

    /** Files that are not there any more, or of another length. */
    @GuardedBy("this")
    private final BitSet gone = new BitSet();

    /** The file from which the next look begins; of one caller at a time. */
    private int next;

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

    /**
     * Looks at files that were not looked at of late, and hashes again what was touched. To be
     * called by one at a time; blocks.
     *
     * @param found hears of each file that is not what was verified, whether it was told before or
     *     not
     */
    void lookAgain(Consumer<ShareDisk.Changed> found) throws InterruptedException {
        List<StoredFile> all = files.pieces().layout().files();
        for (int i = 0; i < Math.min(MOST_AT_ONCE, all.size()); i++) {
            StoredFile file = all.get(next);
            next = (next + 1) % all.size();
            if (!file.padding() && file.length() > 0) {
                look(file);
            }
        }
        BitSet absent;
        Map<Integer, Touched> doubtful;
        synchronized (this) {
            absent = (BitSet) gone.clone();
            doubtful = new TreeMap<>(touched);
        }
        for (int i = absent.nextSetBit(0); i >= 0; i = absent.nextSetBit(i + 1)) {
            found.accept(changed(all.get(i), files.pieces().of(all.get(i)).toArray()));
        }
        for (Map.Entry<Integer, Touched> each : doubtful.entrySet()) {
            StoredFile file = all.get(each.getKey());
            // Of what no stamp was taken it is not known that it was touched: that is hashed if
            // asked.
            int[] wrong = watch.knows(file) ? wrong(file, each.getValue()) : new int[0];
            if (wrong.length > 0) {
                found.accept(changed(file, wrong));
            }
        }
    }

    private ShareDisk.Changed changed(StoredFile file, int[] pieces) {
        return new ShareDisk.Changed(watch.touched(file), pieces);
    }

    private void look(StoredFile file) {
        try {
            lookAt(file);
        } catch (StorageException e) {
            LOG.debug("{}", e.getMessage()); // it is gone now; or cannot be read, and not served
        }
    }

    private int[] wrong(StoredFile file, Touched changed) throws InterruptedException {
        IntStream.Builder wrong = IntStream.builder();
        for (int piece : files.pieces().of(file).toArray()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.yield(); // this may be long, on a virtual thread
            try {
                requireRight(piece, file, changed);
            } catch (StorageException e) {
                if (e.reason() == StorageException.Reason.VANISHED) {
                    wrong.add(piece);
                }
            }
        }
        return wrong.build().toArray();
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
                if (gone.get(file.index())) {
                    throw watch.touched(file);
                }
                return touched.get(file.index());
            }
        }
        FileWatch.Seen seen = see(file, now);
        synchronized (this) {
            gone.clear(file.index());
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

    private FileWatch.Seen see(StoredFile file, long now) throws StorageException {
        try {
            return watch.look(file);
        } catch (StorageException e) {
            if (e.reason() == StorageException.Reason.VANISHED) {
                synchronized (this) {
                    gone.set(file.index());
                    touched.remove(file.index());
                    lookedAt.put(file.index(), now);
                }
            }
            throw e;
        }
    }

    private void requireRight(int piece, StoredFile file, Touched changed) throws StorageException {
        hashing.lock();
        try {
            synchronized (this) {
                if (changed.right.get(piece)) {
                    return;
                }
                if (changed.wrong.get(piece)) {
                    throw watch.touched(file);
                }
            }
            boolean right = Arrays.equals(hash(piece), info.pieceHash(piece));
            synchronized (this) {
                (right ? changed.right : changed.wrong).set(piece);
            }
            if (!right) {
                throw watch.touched(file);
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
