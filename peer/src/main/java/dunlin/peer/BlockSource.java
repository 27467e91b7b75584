package dunlin.peer;

import dunlin.protocol.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where the bytes of a block that is uploaded come from. */
@FunctionalInterface
public interface BlockSource {
    /**
     * Adds to {@code out} buffers that together are the block, for a gathering write; nobody else
     * reads them.
     */
    void slices(Block block, List<ByteBuffer> out) throws IOException;
}
