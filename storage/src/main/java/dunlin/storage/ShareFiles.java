package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Info;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of one share on the disk, seen as one row of bytes. A file that is not whole yet has
 * {@code .part} after its name. Padding files are never on the disk and read as zeros. Never leaves
 * the share's folder: every file is opened below the folder's own handle, without following links.
 * Thread-safe.
 */
public final class ShareFiles implements AutoCloseable {
    /** What is done with the files. */
    public enum Mode {
        /** They are there, whole, and only read. */
        SERVE,
        /**
         * They are made and filled; nothing is made before the first write into a file, but for
         * empty files.
         */
        FETCH
    }

    private ShareFiles() {}

    /**
     * Opens the files of a share. No file is opened, made or checked yet.
     *
     * @param folder where the share's file or folder stands (its parent)
     * @param name under which it stands there; usually {@code info.name()}
     */
    public static ShareFiles open(Path folder, String name, Info info, Mode mode)
            throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The file or folder of this share. */
    public Path path() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Writes all that remains in {@code source} at {@code position} of the share. Blocks; may span
     * files.
     */
    public void write(long position, ByteBuffer source) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Fills {@code target} from {@code position} of the share. Blocks; may span files. */
    public void read(long position, ByteBuffer target) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Adds to {@code out} buffers that together hold {@code length} bytes at {@code position}:
     * slices of mapped files where that pays, copies of small ones. Java code must not touch their
     * bytes (a file that shrank would raise an {@code InternalError}): they are for the kernel, in
     * a gathering write.
     */
    public void slices(long position, int length, List<ByteBuffer> out) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Forces to the disk what was written since the last call. */
    public void force() throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Says that these pieces are had and forced: each file that is whole by now loses its {@code
     * .part}.
     */
    public void finish(Bitfield had) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
