package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a v2 info dictionary (BEP 52), in the order of the tree:
 *
 * <pre>
 *   "file tree": { "folder": { "name": { "": { "length": n, "pieces root": 32 bytes } } } }
 * </pre>
 *
 * Its depth is that of bencode at most.
 */
final class FileTree {
    /** Bytes in a SHA-256. */
    static final int HASH_LENGTH = 32;

    /**
     * One file.
     *
     * @param root the root of the Merkle tree over its blocks; empty for an empty file
     */
    record Leaf(
            List<String> path,
            long length,
            Optional<byte[]> root,
            boolean executable,
            Optional<List<String>> link) {
        Leaf {
            path = List.copyOf(path);
        }
    }

    private final List<Leaf> leaves = new ArrayList<>();
    private final PathBounds bounds = new PathBounds();
    private final WireNames names;

    /** Where the reader is; one list for all, as a copy for each folder would be as deep as it. */
    private final List<String> path = new ArrayList<>();

    private FileTree(WireNames names) {
        this.names = names;
    }

    /** All files. */
    static List<Leaf> read(BDictionary tree, WireNames names) throws ProtocolException {
        FileTree reader = new FileTree(names);
        reader.folder(tree);
        if (reader.leaves.isEmpty()) {
            throw new ProtocolException("a share without files");
        }
        return List.copyOf(reader.leaves);
    }

    /**
     * The files as they lie in the share's bytes: each that is not empty begins a piece, so there
     * is padding before it where the one before does not end one.
     */
    static List<FileEntry> align(List<Leaf> leaves, int pieceLength) throws ProtocolException {
        List<FileEntry> files = new ArrayList<>();
        long offset = 0;
        for (Leaf leaf : leaves) {
            long beyond = offset % pieceLength;
            if (leaf.length() > 0 && beyond > 0) {
                long gap = pieceLength - beyond;
                List<String> path = List.of(".pad", Long.toString(gap));
                files.add(new FileEntry(path, offset, gap, true, false));
                offset = FileList.add(offset, gap);
            }
            files.add(
                    new FileEntry(
                            leaf.path(),
                            offset,
                            leaf.length(),
                            false,
                            leaf.executable(),
                            leaf.link()));
            offset = FileList.add(offset, leaf.length());
        }
        return files;
    }

    private void folder(BDictionary folder) throws ProtocolException {
        for (BDictionary.Entry entry : folder.entries()) {
            Optional<String> name = names.part(entry.key());
            name.ifPresent(path::add);
            if (!(entry.value() instanceof BDictionary child)) {
                throw new ProtocolException(
                        "\"file tree\" holds " + entry.value() + " at " + entry.key());
            }
            Optional<BDictionary> file = child.dictionary("");
            if (file.isEmpty()) {
                folder(child);
            } else if (child.entries().size() > 1) {
                throw new ProtocolException(entry.key() + " is a file and a folder at once");
            } else {
                file(file.get());
            }
            name.ifPresent(_ -> path.removeLast());
        }
    }

    private void file(BDictionary file) throws ProtocolException {
        List<String> named = path.isEmpty() ? List.of(SafeName.NOTHING_LEFT) : path;
        bounds.add(named);
        String attributes = FileList.attributes(file);
        boolean executable = attributes.contains("x");
        Optional<List<String>> link = FileList.link(file, attributes, names);
        long length = link.isPresent() ? 0 : FileList.length(file);
        Optional<BString> root = file.string("pieces root");
        if (root.isPresent() != length > 0) {
            throw new ProtocolException(
                    "a file of " + length + " bytes with" + (length > 0 ? "out" : "") + " a root");
        }
        if (root.isPresent() && root.get().length() != HASH_LENGTH) {
            throw new ProtocolException(
                    "\"pieces root\" has " + root.get().length() + " bytes, not " + HASH_LENGTH);
        }
        leaves.add(new Leaf(named, length, root.map(BString::bytes), executable, link));
    }
}
