package dunlin.swarm;

import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** Its share of the memory; null while it fetches nothing. */
    private PieceBuffers.@Nullable Part part;

    /** Buffers with the disk, of pieces that are padding alone. */
    private int padded;

    /** Buffers with the disk. */
    private int withDisk;

    Gathering(Geometry geometry, Padding padding, PieceBuffers buffers) {
        this.geometry = geometry;
        this.padding = padding;
        this.buffers = buffers;
    }

    /** Takes its share of the memory. */
    void begin() {
        if (part == null) {
            part = buffers.join(geometry.pieceSize(0));
        }
    }

    /** Leaves its share of the memory to others; nothing is placed any more. */
    void end() {
        if (part != null) {
            gathering.values().forEach(part::forget);
            gathering.clear();
            part.leave(withDisk);
        }
    }

    /**
     * How many pieces peers may be asked for at a time, now that more are to be begun.
     *
     * @param underWay those that they are asked for already
     */
    int begin(int underWay, int more) {
        return part == null ? 0 : part.begin(underWay + padded, more) - padded;
    }

    /** So many pieces are under way that peers are asked for: the rest of the memory is others'. */
    void keep(int underWay) {
        if (part != null) {
            part.keep(underWay + padded);
        }
    }

    /** To be called every second. */
    void tick() {
        if (part != null) {
            part.tick();
        }
    }

    /** Whether another share has no memory at all, and waits for it. */
    boolean othersWait() {
        return part != null && part.othersWait();
    }

    /** Where a block belongs: exactly its length, in the buffer of its piece. */
    ByteBuffer place(Block block) {
        return gathering
                .computeIfAbsent(block.piece(), this::buffer)
                .slice(block.begin(), block.length());
    }

    /** Gives up a piece of which no block is arriving: what came of it is lost. */
    void giveUp(int piece) {
        ByteBuffer buffer = gathering.remove(piece);
        if (buffer != null) {
            part().give(buffer);
        }
    }

    /** Hands over a piece of which every block is here. */
    CompletePiece complete(int piece) {
        ByteBuffer buffer = gathering.remove(piece);
        if (buffer == null) {
            throw new IllegalStateException("piece " + piece + " has no buffer");
        }
        withDisk++;
        return new CompletePiece(piece, buffer.clear());
    }

    /** A piece of padding alone, that nobody is asked for. */
    CompletePiece ofPadding(int piece) {
        padded++;
        withDisk++;
        return new CompletePiece(piece, buffer(piece));
    }

    /** A buffer for a piece, with zeros where there is padding: it may have held another piece. */
    private ByteBuffer buffer(int piece) {
        ByteBuffer buffer = part().take(geometry.pieceSize(piece));
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        BitSet blocks = padding.blocks(piece);
        for (int i = blocks.nextSetBit(0); i >= 0; i = blocks.nextSetBit(i + 1)) {
            Block block = geometry.block(piece, i);
            bytes.asSlice(block.begin(), block.length()).fill((byte) 0);
        }
        return buffer;
    }

    /** The disk is done with a buffer. @param isPadding whether of a piece of padding alone */
    void release(ByteBuffer buffer, boolean isPadding) {
        withDisk--;
        padded -= isPadding ? 1 : 0;
        part().give(buffer);
    }

    private PieceBuffers.Part part() {
        return Objects.requireNonNull(part, "nothing is gathered before it is begun");
    }
}
