package dunlin.swarm;

import dunlin.net.Ticker;
import dunlin.peer.BlockSource;
import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.ShareDisk;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a swarm's complete pieces go: hands them to the disk, hears what became of them, bans who
 * gave false blocks, and knows what is complete for good. Thread-safe: it takes the swarm's lock
 * itself, and calls the disk and the listener outside it.
 */
final class PieceStore implements ShareDisk.Listener, AutoCloseable {
    private static final String FALSE_BLOCK = "sent a false block";

    private final Geometry geometry;
    private final ShareDisk disk;
    private final Ticker ticker;
    private final SwarmListener listener;
    private final Download download;
    private final Admission admission;

    private final ReentrantLock lock;
    private final Condition changed;
    private int uncommitted;

    /** Bytes of the pieces that would survive a power cut: nothing else is said to be complete. */
    private long committedBytes;

    /** Bytes of the pieces that were handed to the disk and of which it has not told the end. */
    private long writingBytes;

    private @Nullable StorageException failure;
    private boolean closed;

    /** Whether all was complete at some time. */
    private boolean done;

    /** Whether something was found changed since files were looked at. */
    private boolean doubtful;

    /** Files that were changed, and told of. */
    private final Set<Path> changedFiles = new HashSet<>();

    PieceStore(
            Info info,
            Bitfield have,
            ShareDisk.Opening disk,
            Ticker ticker,
            SwarmListener listener,
            Download download,
            Admission admission,
            ReentrantLock lock) {
        this.geometry = info.geometry();
        this.disk = disk.open(this);
        this.ticker = ticker;
        this.listener = listener;
        this.download = download;
        this.admission = admission;
        this.lock = lock;
        this.changed = lock.newCondition();
        this.uncommitted = geometry.pieces() - have.count();
        this.done = uncommitted == 0;
        for (int piece = have.nextSet(0); piece >= 0; piece = have.nextSet(piece + 1)) {
            this.committedBytes += geometry.pieceSize(piece);
        }
    }

    /** Where the blocks come from that are uploaded. */
    BlockSource blocks() {
        return new BlockSource() {
            @Override
            public void slices(Block block, List<ByteBuffer> out) throws IOException {
                try {
                    disk.slices(geometry.offset(block), block.length(), out);
                } catch (StorageException e) {
                    throw unreadable(block, e);
                }
            }

            @Override
            public void copy(Block block, ByteBuffer target) throws IOException {
                try {
                    disk.read(geometry.offset(block), target);
                } catch (StorageException e) {
                    throw unreadable(block, e);
                }
            }
        };
    }

    private IOException unreadable(Block block, StorageException why) {
        if (why.reason() == StorageException.Reason.VANISHED) {
            gone(new ShareDisk.Changed(why, new int[] {block.piece()}));
        }
        return new IOException(why.getMessage(), why);
    }

    /**
     * What was complete and is gone or changed is served no more. A share that is still fetched
     * ends: it cannot become whole, for nothing is written into a file that has its name.
     */
    private void gone(ShareDisk.Changed found) {
        boolean isNews = false;
        lock.lock();
        try {
            if (download.wants()) {
                stop(found.why());
                return;
            }
            int[] lost = download.gone(found.pieces());
            for (int piece : lost) {
                uncommitted++;
                committedBytes -= geometry.pieceSize(piece);
            }
            if (lost.length > 0) {
                isNews = changedFiles.add(found.why().path());
                doubtful = true;
                changed.signalAll();
            }
            if (completePieces() == 0) {
                stop(found.why());
            }
        } finally {
            lock.unlock();
        }
        if (isNews) {
            listener.changed(found.why().path());
        }
    }

    /** See {@link Swarm#lookAgain}. */
    void lookAgain() throws InterruptedException {
        lock.lock();
        try {
            doubtful = false;
        } finally {
            lock.unlock();
        }
        disk.lookAgain(this::gone);
        lock.lock();
        try {
            doubtful = false;
            download.tellGone();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands a complete piece to the disk; blocks the caller while the disk is behind, which slows
     * the peer down.
     */
    void submit(CompletePiece complete) {
        handedIn(complete.piece());
        try {
            disk.submit(complete.piece(), complete.buffer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lock.lock();
            try {
                ended(complete.piece());
                download.unwritten(complete.piece(), complete.buffer());
            } finally {
                lock.unlock();
            }
        }
    }

    private void handedIn(int piece) {
        lock.lock();
        try {
            writingBytes += geometry.pieceSize(piece);
        } finally {
            lock.unlock();
        }
    }

    private void ended(int... pieces) {
        for (int piece : pieces) {
            writingBytes -= geometry.pieceSize(piece);
        }
    }

    /**
     * Pieces of padding alone are asked of nobody, but verified and noted like all others: as many
     * as there is memory for now.
     */
    void submitPadding() {
        Optional<CompletePiece> piece = nextPadding();
        while (piece.isPresent()) {
            submit(piece.get());
            piece = nextPadding();
        }
    }

    private Optional<CompletePiece> nextPadding() {
        lock.lock();
        try {
            return download.nextPadding();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void written(int piece, ByteBuffer buffer) {
        byte[] fingerprints = suspected(piece) ? Suspects.fingerprints(buffer) : new byte[0];
        List<InetSocketAddress> banned;
        boolean complete;
        lock.lock();
        try {
            banned = ban(download.verified(piece, buffer, fingerprints, ticker.nanoTime()));
            complete = download.complete();
        } finally {
            lock.unlock();
        }
        if (complete) {
            disk.hurry();
        }
        banned.forEach(address -> listener.banned(address, FALSE_BLOCK));
    }

    private boolean suspected(int piece) {
        lock.lock();
        try {
            return download.suspected(piece);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void corrupt(int piece, ByteBuffer buffer) {
        byte[] fingerprints = Suspects.fingerprints(buffer);
        List<InetSocketAddress> banned;
        lock.lock();
        try {
            if (download.isPadding(piece)) {
                failed(piece, buffer, brokenPadding(piece));
                return;
            }
            ended(piece);
            banned = ban(download.corrupt(piece, buffer, fingerprints, ticker.nanoTime()));
        } finally {
            lock.unlock();
        }
        banned.forEach(address -> listener.banned(address, FALSE_BLOCK));
    }

    private StorageException brokenPadding(int piece) {
        return new StorageException(
                StorageException.Reason.FAILED,
                disk.path(),
                "the torrent is broken: piece %d is padding and its hash not that of zeros"
                        .formatted(piece));
    }

    /**
     * @return the addresses of those who were not banned before
     */
    private List<InetSocketAddress> ban(Set<BlockGiver> culprits) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (BlockGiver culprit : culprits) {
            culprit.shutOut(admission).ifPresent(addresses::add);
            culprit.drop(FALSE_BLOCK);
        }
        return addresses;
    }

    @Override
    public void committed(int[] pieces) {
        boolean complete;
        lock.lock();
        try {
            ended(pieces);
            download.committed(pieces);
            uncommitted -= pieces.length;
            for (int piece : pieces) {
                committedBytes += geometry.pieceSize(piece);
            }
            complete = uncommitted == 0;
            if (complete) {
                done = true;
                download.stop();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (complete) {
            listener.completed();
        }
    }

    @Override
    public void failed(int piece, ByteBuffer buffer, StorageException why) {
        lock.lock();
        try {
            ended(piece);
            download.unwritten(piece, buffer);
            stop(why);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lost(int[] pieces, StorageException why) {
        lock.lock();
        try {
            ended(pieces);
            stop(why);
        } finally {
            lock.unlock();
        }
    }

    /** Asks for no more, and lets who waits know why. */
    private void stop(StorageException why) {
        download.stop();
        failure = failure == null ? why : failure;
        changed.signalAll();
    }

    /**
     * Pieces that are verified, on the disk and noted in the library. To be asked under the lock.
     */
    int completePieces() {
        return geometry.pieces() - uncommitted;
    }

    /** The bytes in those pieces. To be asked under the lock. */
    long completeBytes() {
        return committedBytes;
    }

    /** The bytes on their way to the disk. To be asked under the lock. */
    long bytesWriting() {
        return writingBytes;
    }

    /** See {@link Swarm#awaitDone}. */
    boolean awaitDone(Duration timeout) throws InterruptedException, StorageException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!done && !closed && left > 0) {
                if (failure != null) {
                    throw failure;
                }
                left = changed.awaitNanos(left);
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Swarm#awaitDoubt}. */
    boolean awaitDoubt(Duration timeout) throws InterruptedException, StorageException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (failure == null && !closed && !doubtful && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (failure != null) {
                throw failure;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody wait any longer, and itself waits until what was handed in is on the disk. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            disk.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
