package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.storage.Layout.Span;
import dunlin.storage.Layout.StoredFile;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Which pieces of a share lie in which of its files. Immutable. */
record FilePieces(Layout layout, Geometry geometry) {
    /** The files that have bytes of these pieces, padding included. */
    BitSet filesOf(int[] pieces) {
        BitSet files = new BitSet();
        for (int piece : pieces) {
            for (Span span : spans(piece)) {
                files.set(span.file().index());
            }
        }
        return files;
    }

    /** Whether no piece of the file is missing. */
    boolean isComplete(StoredFile file, Bitfield complete) {
        if (file.length() == 0) {
            return true;
        }
        int missing = complete.nextClear(pieceAt(file.offset()));
        return missing < 0 || missing > pieceAt(file.end() - 1);
    }

    /** Clears the pieces that have a byte of the file at {@code from} or behind. */
    void clear(Bitfield pieces, StoredFile file, long from) {
        if (from < file.length()) {
            int last = pieceAt(file.end() - 1);
            for (int piece = pieceAt(file.offset() + from); piece <= last; piece++) {
                pieces.clear(piece);
            }
        }
    }

    /** Sets the pieces that have a byte of the file. */
    void set(Bitfield pieces, StoredFile file) {
        if (file.length() > 0) {
            int last = pieceAt(file.end() - 1);
            for (int piece = pieceAt(file.offset()); piece <= last; piece++) {
                pieces.set(piece);
            }
        }
    }

    /**
     * Whether the file is certainly not what it should be: a piece is wrong that has bytes of no
     * other file.
     */
    boolean isWrong(StoredFile file, Bitfield good) {
        return wrong(file, good).anyMatch(piece -> filesWithBytesOf(piece) == 1);
    }

    private long filesWithBytesOf(int piece) {
        return spans(piece).stream().filter(span -> !span.file().padding()).count();
    }

    /** The pieces that have bytes of the file. */
    IntStream of(StoredFile file) {
        return file.length() == 0
                ? IntStream.empty()
                : IntStream.rangeClosed(pieceAt(file.offset()), pieceAt(file.end() - 1));
    }

    /** The pieces that have bytes of the file and are not among the good ones. */
    IntStream wrong(StoredFile file, Bitfield good) {
        if (file.length() == 0) {
            return IntStream.empty();
        }
        int last = pieceAt(file.end() - 1);
        return IntStream.iterate(
                good.nextClear(pieceAt(file.offset())),
                piece -> piece >= 0 && piece <= last,
                piece -> good.nextClear(piece + 1));
    }

    /** How many bytes of the file lie in pieces that are not among the good ones. */
    long wrongBytes(StoredFile file, Bitfield good) {
        return wrong(file, good)
                .mapToLong(piece -> {
                    long from = Math.max(geometry.offset(piece), file.offset());
                    long end = geometry.offset(piece) + geometry.pieceSize(piece);
                    return Math.min(end, file.end()) - from;
                })
                .sum();
    }

    List<Span> spans(int piece) {
        return layout.spans(geometry.offset(piece), geometry.pieceSize(piece));
    }

    int pieceAt(long position) {
        return (int) (position / geometry.pieceLength());
    }
}
