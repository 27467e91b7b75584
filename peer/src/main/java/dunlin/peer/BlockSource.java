package dunlin.peer;

import dunlin.protocol.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Where the bytes of a block that is uploaded come from. */
@FunctionalInterface
public interface BlockSource {
    /**
     * Adds to {@code out} buffers that together are the block, for a gathering write. They may be
     * mapped from a file, so only the kernel may read them: a file that shrinks meanwhile would end
     * Java code that does with an {@code InternalError}.
     */
    void slices(Block block, List<ByteBuffer> out) throws IOException;

    /**
     * Copies the block to where {@code target} stands, for a transport that needs bytes of its own.
     * As it stands here it is for slices that are not mapped.
     */
    default void copy(Block block, ByteBuffer target) throws IOException {
        List<ByteBuffer> slices = new ArrayList<>();
        slices(block, slices);
        slices.forEach(target::put);
    }
}
