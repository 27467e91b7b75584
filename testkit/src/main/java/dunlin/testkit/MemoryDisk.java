package dunlin.testkit;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.ShareDisk;
import dunlin.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A disk for one share, in memory and virtual time: a piece is verified and written at the next
 * moment, and committed at the one after. It can begin to refuse. Not thread-safe.
 */
public final class MemoryDisk implements ShareDisk {
    private final VirtualTime time;
    private final Info info;
    private final Geometry geometry;
    private final byte[] content;
    private final Bitfield committed;
    private final Listener listener;
    private final Faults faults;

    /** What a disk does wrong, from some moment on; shared with the test that decides it. */
    public static final class Faults {
        private Optional<StorageException.Reason> refusal = Optional.empty();
        private boolean losesCommits;

        /** Every piece from now on is refused. */
        public void refuse(StorageException.Reason reason) {
            refusal = Optional.of(reason);
        }

        /** Every piece from now on is written, and lost before it is committed. */
        public void loseCommits() {
            losesCommits = true;
        }
    }

    private MemoryDisk(
            VirtualTime time,
            Info info,
            byte[] content,
            Bitfield have,
            Faults faults,
            Listener listener) {
        this.time = time;
        this.info = info;
        this.geometry = info.geometry();
        this.content = content;
        this.committed = have.copy();
        this.faults = faults;
        this.listener = listener;
    }

    /** A disk that has these pieces of this content, and zeros for the others. */
    public static Opening with(
            VirtualTime time, Info info, byte[] content, Bitfield have, Faults faults) {
        byte[] held = new byte[content.length];
        Geometry geometry = info.geometry();
        for (int piece = have.nextSet(0); piece >= 0; piece = have.nextSet(piece + 1)) {
            int from = (int) geometry.offset(piece);
            System.arraycopy(content, from, held, from, geometry.pieceSize(piece));
        }
        return listener -> new MemoryDisk(time, info, held, have, faults, listener);
    }

    @Override
    public void submit(int piece, ByteBuffer buffer) {
        time.after(0, () -> write(piece, buffer));
    }

    private void write(int piece, ByteBuffer buffer) {
        if (faults.refusal.isPresent()) {
            listener.failed(piece, buffer, problem(faults.refusal.get()));
            return;
        }
        byte[] bytes = new byte[geometry.pieceSize(piece)];
        buffer.duplicate().get(bytes);
        if (!Arrays.equals(sha1(bytes), info.pieceHash(piece))) {
            listener.corrupt(piece, buffer);
            return;
        }
        System.arraycopy(bytes, 0, content, (int) geometry.offset(piece), bytes.length);
        listener.written(piece, buffer);
        time.after(0, () -> commit(piece));
    }

    private void commit(int piece) {
        if (faults.losesCommits) {
            listener.lost(new int[] {piece}, problem(StorageException.Reason.FAILED));
        } else {
            committed.set(piece);
            listener.committed(new int[] {piece});
        }
    }

    private StorageException problem(StorageException.Reason reason) {
        return new StorageException(reason, path(), "the disk in memory refuses");
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    @Override
    public void hurry() {}

    @Override
    public void drain() {}

    @Override
    public void slices(long position, int length, List<ByteBuffer> out) {
        out.add(ByteBuffer.wrap(content, (int) position, length).slice());
    }

    @Override
    public void read(long position, ByteBuffer target) {
        target.put(content, (int) position, target.remaining());
    }

    @Override
    public Path path() {
        return Path.of("memory");
    }
}
