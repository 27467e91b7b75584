package dunlin.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.ErrorText;
import dunlin.protocol.metainfo.Info;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few platform threads that hash and write pieces. A piece is handed in complete, in a direct
 * buffer; its SHA-1 is checked, then it is written at its place, and the one who handed it in is
 * told. A committer then forces what was written, share by share, and tells that too: what was
 * forced is complete for good. Bounded: {@link ShareDisk#submit} blocks while too much is waiting.
 * Thread-safe.
 */
public final class DiskPool implements AutoCloseable {
    /** Where one share's pieces go. */
    record Target(Info info, ShareFiles files, Library library, ShareDisk.Listener listener) {}

    /** The disk as one share sees it. */
    private record Pooled(DiskPool pool, Target target, ServedFiles served) implements ShareDisk {
        @Override
        public void submit(int piece, ByteBuffer buffer) throws InterruptedException {
            pool.submit(target, piece, buffer);
        }

        @Override
        public void hurry() {
            pool.commits.hurry(target);
        }

        @Override
        public void drain() throws InterruptedException {
            pool.commits.drain(target);
        }

        @Override
        public void slices(long position, int length, List<ByteBuffer> out)
                throws StorageException {
            served.slices(position, length, out);
        }

        @Override
        public void read(long position, ByteBuffer into) throws StorageException {
            served.read(position, into);
        }

        @Override
        public void lookAgain(Consumer<Changed> found) throws InterruptedException {
            served.lookAgain(found);
        }

        @Override
        public Path path() {
            return target.files.path();
        }
    }

    /** How many bytes may wait to be written. One larger piece may, alone. */
    static final int MAX_WAITING = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DiskPool.class);

    /** A piece that waits, and what it takes of {@link #MAX_WAITING}. */
    private record Job(Target target, int piece, ByteBuffer buffer, int weight) {}

    private final BlockingQueue<Optional<Job>> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MAX_WAITING, true);
    private final GroupCommit commits = new GroupCommit();
    private final List<Thread> threads = new ArrayList<>();

    /** Under this lock nothing comes after the empties that end the threads. */
    @GuardedBy("queue")
    private boolean closed;

    /**
     * @param threads that hash and write; the committer is one more
     */
    public DiskPool(int threads) {
        for (int i = 1; i <= threads; i++) {
            this.threads.add(
                    Thread.ofPlatform().name("disk-" + i).daemon().start(this::takePieces));
        }
    }

    /**
     * Gives a share the use of this disk.
     *
     * @param files to be closed after the last piece is drained
     * @param library hears of every piece that is forced
     */
    public ShareDisk.Opening share(Info info, ShareFiles files, Library library) {
        return listener ->
                new Pooled(
                        this,
                        new Target(info, files, library, listener),
                        new ServedFiles(files, info, System::nanoTime));
    }

    private void submit(Target target, int piece, ByteBuffer buffer) throws InterruptedException {
        int weight = Math.min(buffer.limit(), MAX_WAITING);
        room.acquire(weight);
        synchronized (queue) {
            if (closed) {
                throw new IllegalStateException("the disk pool is closed");
            }
            commits.handedIn(target);
            queue.add(Optional.of(new Job(target, piece, buffer, weight)));
        }
    }

    /** Drains every share and ends the threads. */
    @Override
    public void close() {
        synchronized (queue) {
            if (closed) {
                return;
            }
            closed = true;
            threads.forEach(_ -> queue.add(Optional.empty()));
        }
        Uninterruptibly.join(threads);
        Uninterruptibly.join(List.of(commits.end()));
    }

    private void takePieces() {
        MessageDigest sha1 = Sha1.digest();
        try {
            for (Optional<Job> job = queue.take(); job.isPresent(); job = queue.take()) {
                take(job.get(), sha1);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the threads of the disk pool", e);
        }
    }

    private void take(Job job, MessageDigest sha1) {
        Target target = job.target();
        boolean isWritten = false;
        try {
            isWritten = writeIfRight(job, sha1);
            if (isWritten) {
                target.listener().written(job.piece(), job.buffer());
            } else {
                target.listener().corrupt(job.piece(), job.buffer());
            }
        } catch (StorageException why) {
            target.listener().failed(job.piece(), job.buffer(), why);
        } catch (RuntimeException e) {
            LOG.error("piece {}: its listener has a bug", job.piece(), e);
        } finally {
            room.release(job.weight());
            commits.done(target, job.piece(), isWritten);
        }
    }

    /**
     * @return whether the hash was right, and so the piece is in its files
     */
    private static boolean writeIfRight(Job job, MessageDigest sha1) throws StorageException {
        Target target = job.target();
        try {
            sha1.update(job.buffer().duplicate());
            boolean right = Arrays.equals(sha1.digest(), target.info().pieceHash(job.piece()));
            if (right) {
                long position = target.info().geometry().offset(job.piece());
                target.files().write(position, job.buffer().duplicate());
            }
            return right;
        } catch (RuntimeException | Error e) { // whoever waits for the piece must hear of it
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    target.files().path(),
                    "a fault of ours in writing piece " + job.piece() + ": " + ErrorText.of(e),
                    e);
        }
    }
}
