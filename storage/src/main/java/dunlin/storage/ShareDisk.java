package dunlin.storage;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The disk as one share sees it: where its complete pieces go, and where its blocks come from.
 * {@link DiskPool} gives one; a simulation has its own. Thread-safe.
 */
public interface ShareDisk {
    /** Gives the disk of a share to whoever is to hear of its pieces. */
    @FunctionalInterface
    interface Opening {
        ShareDisk open(Listener listener);
    }

    /**
     * Hears what became of pieces, on a thread of the disk; must not block. Every piece handed in
     * ends in exactly one of {@code corrupt}, {@code failed}, {@code committed} and {@code lost};
     * before the last two comes {@code written}.
     */
    interface Listener {
        /** The hash was right and the piece is in its files; the buffer is free again. */
        void written(int piece, ByteBuffer buffer);

        /**
         * The hash was wrong; nothing was written. The bytes are still in the buffer, which is free
         * after this call.
         */
        void corrupt(int piece, ByteBuffer buffer);

        /** These pieces, written before, are forced to the disk and noted in the library. */
        void committed(int[] pieces);

        /** The disk refused; the piece is not there. The buffer is free again. */
        void failed(int piece, ByteBuffer buffer, StorageException why);

        /**
         * These pieces, written before, could not be forced or noted: they are not there, and their
         * buffers were given back by {@link #written}.
         */
        void lost(int[] pieces, StorageException why);
    }

    /**
     * Hands in a complete piece: {@code buffer} holds it from position 0 to its limit and is the
     * disk's until that is told. Blocks while too much is waiting.
     */
    void submit(int piece, ByteBuffer buffer) throws InterruptedException;

    /** Says that no more will be handed in, so that the last commit need not wait. */
    void hurry();

    /** Waits until all that was handed in is written and committed, or failed. */
    void drain() throws InterruptedException;

    /**
     * Adds to {@code out} buffers that together hold {@code length} bytes at {@code position}, for
     * the kernel alone to read; see {@link ShareFiles#slices}.
     */
    void slices(long position, int length, List<ByteBuffer> out) throws StorageException;

    /** Reads the bytes at {@code position} until {@code target} is full. */
    void read(long position, ByteBuffer target) throws StorageException;

    /**
     * Pieces that were complete and are not any more.
     *
     * @param why names the file that was changed
     */
    record Changed(StorageException why, int[] pieces) {}

    /**
     * Looks whether the files are still what was verified. To be called now and then, by one at a
     * time; blocks, for long where much has to be hashed.
     *
     * @param found hears of each file that is not, at every call
     */
    default void lookAgain(Consumer<Changed> found) throws InterruptedException {}

    /** The share's file or folder. */
    Path path();
}
