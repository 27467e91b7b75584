package dunlin.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the pieces of a share with SHA-1 on several platform threads, each taking the next piece
 * in order, so that the disk is read nearly from front to back.
 *
 * <p>Reading and hashing happen outside the lock.
 */
final class PieceHasher {
    /** How much is read at once, in bytes. */
    private static final int READ_LENGTH = 1 << 20;

    /** Hears of every piece once, from several threads, in no order. */
    interface Sink {
        /** The piece has this SHA-1, of 20 bytes. */
        void hashed(int piece, byte[] sha1);

        /**
         * The piece could not be read.
         *
         * @throws StorageException to end the whole work with it
         */
        void unreadable(int piece, StorageException why) throws StorageException;
    }

    private final ShareFiles files;
    private final Geometry geometry;
    private final Bitfield wanted;
    private final LongConsumer progress;
    private final Sink sink;

    @GuardedBy("this")
    private int cursor;

    @GuardedBy("this")
    private long done;

    private volatile boolean stopped;

    /**
     * @param wanted the pieces to be hashed
     * @param progress told how many bytes of the share are dealt with, one call at a time
     */
    PieceHasher(ShareFiles files, Bitfield wanted, LongConsumer progress, Sink sink) {
        this.files = files;
        this.geometry = files.geometry();
        this.wanted = wanted;
        this.progress = progress;
        this.sink = sink;
    }

    /**
     * Hashes all of them. Blocks. Where there is none, nobody hears of any progress.
     *
     * @throws InterruptedException if interrupted; all threads have ended then, as they have in any
     *     case
     */
    void run(int threads) throws StorageException, InterruptedException {
        if (wanted.count() == 0) {
            return;
        }
        long unwanted = 0;
        for (int piece = 0; piece < wanted.size(); piece++) {
            unwanted += wanted.get(piece) ? 0 : geometry.pieceSize(piece);
        }
        advance(unwanted);
        int useful = Math.clamp(wanted.count(), 1, threads);
        try (ExecutorService workers =
                Executors.newFixedThreadPool(
                        useful, Thread.ofPlatform().name("hash-", 1).daemon().factory())) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < useful; i++) {
                ends.add(workers.submit(new Worker()));
            }
            await(ends);
        }
    }

    private void await(List<Future<?>> ends) throws StorageException, InterruptedException {
        try {
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException storage) {
                throw storage;
            }
            throw new IllegalStateException("hashing failed", e.getCause());
        } catch (InterruptedException e) {
            // The workers are not interrupted: that would close the files under all who use them.
            stopped = true;
            throw e;
        }
    }

    /** The next piece to hash, or -1. */
    private synchronized int next() {
        int piece = stopped || cursor >= wanted.size() ? -1 : wanted.nextSet(cursor);
        cursor = piece < 0 ? wanted.size() : piece + 1;
        return piece;
    }

    private synchronized void advance(long bytes) {
        done += bytes;
        progress.accept(done);
    }

    /** One thread's buffer and digest, used for every piece it takes. */
    private final class Worker implements Callable<@Nullable Void> {
        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(Math.min(READ_LENGTH, geometry.pieceLength()));
        private final ByteBuffer zeros = ByteBuffer.allocateDirect(buffer.capacity());
        private final MessageDigest digest = Sha1.digest();
        private byte[] hashOfZeros = {};

        @Override
        public @Nullable Void call() throws StorageException {
            boolean ended = false;
            try {
                for (int piece = next(); piece >= 0; piece = next()) {
                    take(piece);
                }
                ended = true;
                return null;
            } finally {
                if (!ended) {
                    stopped = true;
                }
            }
        }

        private void take(int piece) throws StorageException {
            byte[] sha1;
            try {
                sha1 = hash(piece);
            } catch (StorageException e) {
                sink.unreadable(piece, e);
                return;
            }
            if (!stopped) {
                sink.hashed(piece, sha1);
            }
        }

        /** A piece that is all zeros is mostly a hole in a sparse file: one hash does for all. */
        private byte[] hash(int piece) throws StorageException {
            int size = geometry.pieceSize(piece);
            long position = geometry.offset(piece);
            int zerosSoFar = 0;
            digest.reset();
            for (int at = 0; at < size && !stopped; at += buffer.limit()) {
                files.read(
                        position + at,
                        buffer.clear().limit(Math.min(buffer.capacity(), size - at)));
                buffer.flip();
                if (zerosSoFar == at && isZero()) {
                    zerosSoFar += buffer.limit();
                } else {
                    digestZeros(zerosSoFar == at ? zerosSoFar : 0);
                    digest.update(buffer.duplicate());
                }
                advance(buffer.limit());
            }
            return zerosSoFar == size ? hashOfZeros(size) : digest.digest();
        }

        private boolean isZero() {
            return buffer.mismatch(zeros.clear().limit(buffer.limit())) < 0;
        }

        private byte[] hashOfZeros(int size) {
            if (size < geometry.pieceLength() || hashOfZeros.length == 0) {
                digestZeros(size);
                byte[] hash = digest.digest();
                if (size < geometry.pieceLength()) {
                    return hash;
                }
                hashOfZeros = hash;
            }
            return Arrays.copyOf(hashOfZeros, hashOfZeros.length);
        }

        private void digestZeros(int count) {
            for (int left = count; left > 0; left -= zeros.limit()) {
                digest.update(zeros.clear().limit(Math.min(zeros.capacity(), left)).duplicate());
            }
        }
    }
}
