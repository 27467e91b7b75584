package dunlin.storage;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One file of a share that is open now, with the windows of it that are mapped. A window is never
 * unmapped by hand, only when nobody can reach it any more: a writer may still hold a slice of it.
 */
final class OpenFile implements AutoCloseable {
    /** A buffer counts in {@code int}: larger files are mapped in windows of this many bytes. */
    private static final long WINDOW = 1L << 30;

    final int index;
    final FileChannel channel;
    private final long length;
    private final AtomicReferenceArray<ByteBuffer> windows;

    /** Whether it stands under its final name. Guarded by the lock of {@link ShareFiles}. */
    boolean whole;

    /** How many calls use it now. Guarded by the lock of {@link ShareFiles}. */
    int users;

    OpenFile(int index, FileChannel channel, long length, boolean whole) {
        this.index = index;
        this.channel = channel;
        this.length = length;
        this.whole = whole;
        this.windows = new AtomicReferenceArray<>((int) ((length + WINDOW - 1) / WINDOW));
    }

    /**
     * Whether what is at {@code offset} can be mapped: the file reaches to the end of that window.
     * To map a shorter one would set its length, and so its stamp.
     */
    boolean isMappable(long offset) throws IOException {
        int number = (int) (offset / WINDOW);
        return windows.get(number) != null
                || channel.size() >= Math.min(length, (number + 1) * WINDOW);
    }

    /**
     * Mapped bytes at {@code offset}: {@code length} of them, or fewer if a window ends before. The
     * caller has made sure that the file reaches that far.
     */
    ByteBuffer mapped(long offset, int length) throws IOException {
        int number = (int) (offset / WINDOW);
        ByteBuffer window = windows.get(number);
        if (window == null) {
            long start = number * WINDOW;
            window = channel.map(READ_ONLY, start, Math.min(WINDOW, this.length - start));
            windows.set(number, window);
        }
        int at = (int) (offset % WINDOW);
        return window.slice(at, Math.min(length, window.capacity() - at));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
