package dunlin.storage;

import dunlin.protocol.metainfo.Info;
import java.nio.ByteBuffer;

/**
 * The few platform threads that hash and write pieces. A piece is handed in complete, in a direct
 * buffer; its SHA-1 is checked, then it is written at its place, and the one who handed it in is
 * told. A committer then forces what was written, share by share, and tells that too: what was
 * forced is had for good. Bounded: {@link #submit} blocks while too much is waiting.
 */
public final class DiskPool implements AutoCloseable {
    /** Hears what became of pieces, on a thread of the pool; must not block. */
    public interface Listener {
        /** The hash was right and the piece is in its files; the buffer is free again. */
        void written(int piece, ByteBuffer buffer);

        /**
         * The hash was wrong; nothing was written. The bytes are still in the buffer, which is free
         * after this call.
         */
        void corrupt(int piece, ByteBuffer buffer);

        /** These pieces, written before, are forced to the disk and noted in the library. */
        void committed(int[] pieces);

        /** The disk refused; the piece is not had. The buffer is free again. */
        void failed(int piece, ByteBuffer buffer, StorageException why);
    }

    /** Where one share's pieces go. */
    public record Target(Info info, ShareFiles files, Library library, Listener listener) {}

    public DiskPool(int threads) {}

    /**
     * Hands in a complete piece: {@code buffer} holds it from position 0 to its limit and is the
     * pool's until it is told.
     */
    public void submit(Target target, int piece, ByteBuffer buffer) throws InterruptedException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Waits until all that was handed in for this share is written and committed, or failed. */
    public void drain(Target target) throws InterruptedException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Drains every share and ends the threads. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
