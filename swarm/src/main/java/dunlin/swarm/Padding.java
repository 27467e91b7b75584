package dunlin.swarm;

import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which blocks of a share are nothing but padding between files (BEP 47): they are zeros and need
 * not be asked of anyone. A block that is padding only in part is asked for like any other.
 * Immutable.
 */
final class Padding {
    private final Geometry geometry;

    /**
     * Where each stretch of padding begins, and where it ends (exclusive); none touches another.
     */
    private final NavigableMap<Long, Long> stretches = new TreeMap<>();

    Padding(Info info) {
        geometry = info.geometry();
        long begin = -1;
        for (FileEntry file : info.files()) {
            if (file.padding() && file.length() > 0) {
                long end = file.offset() + file.length();
                begin = end(begin) == file.offset() ? begin : file.offset();
                stretches.put(begin, end);
            }
        }
    }

    private long end(long begin) {
        return stretches.getOrDefault(begin, -1L);
    }

    /** The blocks of a piece that are padding, by number. */
    BitSet blocks(int piece) {
        BitSet blocks = new BitSet();
        if (!stretches.isEmpty()) {
            for (int index = 0; index < geometry.blocks(piece); index++) {
                Block block = geometry.block(piece, index);
                blocks.set(index, covers(geometry.offset(block), block.length()));
            }
        }
        return blocks;
    }

    /** Whether the whole piece is padding. */
    boolean covers(int piece) {
        return covers(geometry.offset(piece), geometry.pieceSize(piece));
    }

    private boolean covers(long position, int length) {
        var stretch = stretches.floorEntry(position);
        return stretch != null && stretch.getValue() >= position + length;
    }
}
