package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of one share as a tree, to find those that cannot exist side by side: two of one path,
 * a file where another needs a folder, and paths that are one to a file system which ignores case
 * or Unicode's composed and decomposed forms. Not thread-safe.
 */
final class PathTree {
    /** Deepest path, in names. */
    static final int MAX_DEPTH = 100;

    /**
     * Most names in all paths together. A v2 tree names a folder once, however many files are below
     * it: 6 MB of it stand for 270,000 files, and 99 folders deep for 27 million names.
     */
    static final int MAX_NAMES = 1_000_000;

    /**
     * Most folders beside four for each file. Each is made on the disk before its file: 0.6 MB of
     * names, each file 98 folders deep, stood for 196,000.
     */
    static final int MAX_EMPTIER_FOLDERS = 10_000;

    /** Longest path, in characters: what Linux takes at most is 4096 bytes. */
    private static final int MAX_LENGTH = 3_000;

    /** A file or a folder under its folded name; a file has no children. */
    private record Node(@Nullable Map<String, Node> children) {}

    /** A folder, and how it is written in the path before. */
    private record Open(String name, Map<String, Node> children) {}

    private final Map<String, Node> root = new HashMap<>();

    /**
     * The folders of the file before, from the outermost on: files of one folder mostly follow each
     * other, and what was looked up once need not be folded again for each of them.
     */
    private final List<Open> open = new ArrayList<>();

    private int names;
    private int files;
    private int folders;

    /**
     * Adds a file.
     *
     * @throws ProtocolException if it cannot exist beside those added before
     */
    void add(List<String> path) throws ProtocolException {
        int length = 0;
        for (String name : path) {
            length += name.length() + 1;
        }
        if (path.size() > MAX_DEPTH || length > MAX_LENGTH) {
            throw new ProtocolException(
                    "a path of " + path.size() + " names and " + length + " characters");
        }
        names += path.size();
        files++;
        if (names > MAX_NAMES) {
            throw new ProtocolException("paths of more than " + MAX_NAMES + " names together");
        }
        Map<String, Node> folder = folder(path);
        if (folders > MAX_EMPTIER_FOLDERS + 4L * files) {
            throw new ProtocolException(folders + " folders for " + files + " files");
        }
        Node other = folder.putIfAbsent(fold(path.getLast()), new Node(null));
        if (other != null) {
            throw clash(
                    path,
                    other.children == null
                            ? "is there twice, or differs from another only in case or accents' form"
                            : "is a file where another needs a folder");
        }
    }

    private Map<String, Node> folder(List<String> path) throws ProtocolException {
        int depth = 0;
        while (depth < Math.min(open.size(), path.size() - 1)
                && open.get(depth).name().equals(path.get(depth))) {
            depth++;
        }
        open.subList(depth, open.size()).clear();
        Map<String, Node> folder = depth == 0 ? root : open.get(depth - 1).children();
        for (String name : path.subList(depth, path.size() - 1)) {
            Node node = folder.computeIfAbsent(fold(name), key -> newFolder());
            if (node.children == null) {
                throw clash(path, "needs a folder where another file is");
            }
            folder = node.children;
            open.add(new Open(name, folder));
        }
        return folder;
    }

    private Node newFolder() {
        folders++;
        return new Node(new HashMap<>());
    }

    /** Maps all names that some file system takes for one to one text. */
    private static String fold(String name) {
        if (name.chars().allMatch(c -> c < 0x80 && !(c >= 'A' && c <= 'Z'))) {
            return name;
        }
        StringBuilder folded = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFD)
                .codePoints()
                .map(Character::toUpperCase)
                .map(Character::toLowerCase)
                .forEach(folded::appendCodePoint);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static ProtocolException clash(List<String> path, String why) {
        return new ProtocolException(
                "the file \"" + SafeText.line(String.join("/", path), 200) + "\" " + why);
    }
}
