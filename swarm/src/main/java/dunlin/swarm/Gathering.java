package dunlin.swarm;

import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The buffers in which the pieces of one share gather, within the budget that all shares have
 * together. A piece's buffer is made when its first block begins to arrive and belongs to this
 * class until the piece is complete; then it is the disk's, until that tells what became of it and
 * it is released. Guarded by the swarm's lock.
 */
final class Gathering {
    private final Geometry geometry;
    private final Padding padding;
    private final PieceBuffers buffers;
    private final Map<Integer, ByteBuffer> gathering = new HashMap<>();

    /** Whether it has its share of the memory. */
    private boolean begun;

    Gathering(Geometry geometry, Padding padding, PieceBuffers buffers) {
        this.geometry = geometry;
        this.padding = padding;
        this.buffers = buffers;
    }

    /** Takes its share of the memory. */
    void begin() {
        if (!begun) {
            begun = true;
            buffers.join();
        }
    }

    /** Leaves its share of the memory to others. */
    void end() {
        if (begun) {
            begun = false;
            buffers.leave();
        }
    }

    /** How many pieces may be under way now. */
    int most() {
        return buffers.piecesEach(geometry.pieceLength());
    }

    /** Where a block belongs: exactly its length, in the buffer of its piece. */
    ByteBuffer place(Block block) {
        return gathering
                .computeIfAbsent(block.piece(), this::buffer)
                .slice(block.begin(), block.length());
    }

    /** Hands over a piece of which every block is here. */
    CompletePiece complete(int piece) {
        ByteBuffer buffer = gathering.remove(piece);
        if (buffer == null) {
            throw new IllegalStateException("piece " + piece + " has no buffer");
        }
        return new CompletePiece(piece, buffer.clear());
    }

    /** A piece of padding alone, that nobody is asked for. */
    CompletePiece ofPadding(int piece) {
        return new CompletePiece(piece, buffer(piece));
    }

    /** A buffer for a piece, with zeros where there is padding: it may have held another piece. */
    private ByteBuffer buffer(int piece) {
        ByteBuffer buffer = buffers.take(geometry.pieceSize(piece));
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        BitSet blocks = padding.blocks(piece);
        for (int i = blocks.nextSetBit(0); i >= 0; i = blocks.nextSetBit(i + 1)) {
            Block block = geometry.block(piece, i);
            bytes.asSlice(block.begin(), block.length()).fill((byte) 0);
        }
        return buffer;
    }

    /** The disk is done with a buffer. */
    void release(ByteBuffer buffer) {
        buffers.give(buffer);
    }
}
