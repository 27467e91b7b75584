package dunlin.storage;

import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of padding files, which are never on the disk: zeros. */
final class PaddingBytes {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 * 1024).asReadOnlyBuffer();

    private PaddingBytes() {}

    static void fill(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(atMost(target.remaining()));
        }
    }

    /** Adds buffers that together hold so many zeros. */
    static void slices(int length, List<ByteBuffer> out) {
        for (int left = length; left > 0; ) {
            ByteBuffer zeros = atMost(left);
            left -= zeros.remaining();
            out.add(zeros);
        }
    }

    private static ByteBuffer atMost(int wanted) {
        return ZEROS.slice(0, Math.min(wanted, ZEROS.capacity()));
    }
}
