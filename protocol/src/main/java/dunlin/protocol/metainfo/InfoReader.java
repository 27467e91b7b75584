package dunlin.protocol.metainfo;

import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BString;
import java.util.List;
import java.util.Optional;

/**
 * Reads an info dictionary of v1 (BEP 3: {@code pieces}), v2 (BEP 52: {@code file tree}) or both,
 * which then must say the same.
 */
final class InfoReader {
    private static final int MAX_PIECE_LENGTH = 1 << 30;
    private static final int MIN_V2_PIECE_LENGTH = 16 * 1024;

    private final BDictionary info;
    private final boolean v1;
    private final boolean v2;

    InfoReader(BDictionary info) throws ProtocolException {
        this.info = info;
        this.v1 = info.get("pieces").isPresent();
        this.v2 = info.get("meta version").isPresent() || info.get("file tree").isPresent();
        if (!v1 && !v2) {
            throw new ProtocolException("the info has neither \"pieces\" nor \"file tree\"");
        }
        if (v2 && info.requireInteger("meta version") != 2) {
            throw new ProtocolException(
                    "\"meta version\" is " + info.requireInteger("meta version") + ", not 2");
        }
    }

    Info read() throws ProtocolException {
        int pieceLength = pieceLength();
        String name = name();
        List<FileTree.Leaf> leaves =
                v2 ? FileTree.read(info.requireDictionary("file tree")) : List.of();
        List<FileEntry> files =
                v1 ? FileList.read(info, name) : FileTree.align(leaves, pieceLength);
        if (v1 && v2) {
            requireSame(files, leaves, pieceLength);
        }
        boolean single =
                v1
                        ? info.get("length").isPresent()
                        : leaves.size() == 1 && leaves.getFirst().path().equals(List.of(name));
        Geometry geometry = geometry(files, pieceLength);
        boolean isPrivate = info.integer("private").orElse(0) != 0;
        return new Info(
                info.encoded(),
                name,
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

    private String name() throws ProtocolException {
        Optional<BString> utf8 = info.string("name.utf-8");
        BString name = utf8.isPresent() ? utf8.get() : info.requireString("name");
        return SafeName.check(name.lenientText());
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
        return "\"" + SafeText.line(String.join("/", path), 200) + "\" of " + length + " bytes";
    }
}
