package dunlin.protocol.metainfo;

import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BInteger;
import dunlin.protocol.bencode.BString;
import java.util.List;

/**
 * Reads an info dictionary of v1 (BEP 3: {@code pieces}), v2 (BEP 52: {@code file tree}) or both,
 * which then must say the same.
 */
final class InfoReader {
    private static final int MAX_PIECE_LENGTH = 1 << 30;
    private static final int MIN_V2_PIECE_LENGTH = 16 * 1024;

    private final BDictionary info;
    private final WireNames names;
    private final boolean v1;
    private final boolean v2;

    InfoReader(BDictionary info, WireNames names) throws ProtocolException {
        this.info = info;
        this.names = names;
        this.v1 = info.get("pieces").isPresent();
        long version =
                info.get("meta version").orElse(null) instanceof BInteger it ? it.value() : 1;
        if (version > 2) {
            throw new ProtocolException("\"meta version\" is " + version + ", not 2");
        }
        this.v2 = version == 2;
        if (!v1 && !v2) {
            throw new ProtocolException(
                    "the info has neither \"pieces\" nor a \"file tree\" of \"meta version\" 2");
        }
    }

    Info read() throws ProtocolException {
        int pieceLength = pieceLength();
        // Nobody can name a file of no name; its hash is one that others call it by, too.
        String name = names.name(info).orElseGet(() -> InfoHash.ofInfo(info.encoded()).toString());
        List<FileTree.Leaf> leaves =
                v2 ? FileTree.read(info.requireDictionary("file tree"), names) : List.of();
        List<FileEntry> files =
                v1 ? FileList.read(info, name, names) : FileTree.align(leaves, pieceLength);
        if (v1 && v2) {
            requireSame(files, leaves, pieceLength);
        }
        boolean single =
                v1
                        ? info.get("length").isPresent()
                        : leaves.size() == 1 && leaves.getFirst().path().equals(List.of(name));
        Geometry geometry = geometry(files, pieceLength);
        boolean isPrivate =
                info.get("private").orElse(null) instanceof BInteger flag && flag.value() != 0;
        return new Info(
                info.encoded(),
                name,
                names.encoding(),
                single,
                files,
                geometry,
                isPrivate,
                v1,
                pieces(geometry),
                leaves);
    }

    private int pieceLength() throws ProtocolException {
        long length = info.requireInteger("piece length");
        if (length < 1 || length > MAX_PIECE_LENGTH) {
            throw new ProtocolException(
                    "a piece length of " + length + ", not 1 to " + MAX_PIECE_LENGTH);
        }
        if (v2 && (length < MIN_V2_PIECE_LENGTH || Long.bitCount(length) != 1)) {
            throw new ProtocolException(
                    "a piece length of " + length + ", in v2 a power of two from 16 KiB on");
        }
        return (int) length;
    }

    private static Geometry geometry(List<FileEntry> files, int pieceLength)
            throws ProtocolException {
        long size = files.getLast().offset() + files.getLast().length();
        // Neither the size nor the piece length bounds what is kept for each piece.
        if (size > (long) Info.MAX_PIECES * pieceLength) {
            throw new ProtocolException(
                    size
                            + " bytes in pieces of "
                            + pieceLength
                            + ": more than "
                            + Info.MAX_PIECES
                            + " pieces");
        }
        return new Geometry(size, pieceLength);
    }

    /** Where the v1 hashes begin in the dictionary's bytes; 0 if there are none. */
    private int pieces(Geometry geometry) throws ProtocolException {
        if (!v1) {
            return 0;
        }
        BString pieces = info.requireString("pieces");
        if (pieces.length() != (long) geometry.pieces() * Info.PIECE_HASH_LENGTH) {
            throw new ProtocolException(
                    "\"pieces\" has "
                            + pieces.length()
                            + " bytes, "
                            + geometry.pieces()
                            + " hashes of 20 belong there");
        }
        return pieces.end() - pieces.length() - info.start();
    }

    private static void requireSame(
            List<FileEntry> files, List<FileTree.Leaf> leaves, int pieceLength)
            throws ProtocolException {
        List<FileEntry> content = files.stream().filter(file -> !file.padding()).toList();
        if (content.size() != leaves.size()) {
            throw new ProtocolException(
                    "a hybrid with "
                            + content.size()
                            + " files in v1 and "
                            + leaves.size()
                            + " in v2");
        }
        for (int i = 0; i < leaves.size(); i++) {
            FileEntry file = content.get(i);
            FileTree.Leaf leaf = leaves.get(i);
            if (!file.path().equals(leaf.path()) || file.length() != leaf.length()) {
                throw new ProtocolException(
                        "a hybrid whose file "
                                + i
                                + " is "
                                + described(file.path(), file.length())
                                + " in v1 and "
                                + described(leaf.path(), leaf.length())
                                + " in v2");
            }
            if (file.length() > 0 && file.offset() % pieceLength != 0) {
                throw new ProtocolException(
                        "a hybrid whose file "
                                + described(file.path(), file.length())
                                + " begins inside a piece");
            }
        }
    }

    private static String described(List<String> path, long length) {
        return WireNames.shown(path) + " of " + length + " bytes";
    }
}
