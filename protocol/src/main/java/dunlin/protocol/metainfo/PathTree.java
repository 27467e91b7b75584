package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.text.Normalizer;
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

    /** Longest path, in characters: what Linux takes at most is 4096 bytes. */
    private static final int MAX_LENGTH = 3_000;

    /** A file or a folder under its folded name; a file has no children. */
    private record Node(@Nullable Map<String, Node> children) {}

    private final Map<String, Node> root = new HashMap<>();

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
        Map<String, Node> folder = root;
        for (String name : path.subList(0, path.size() - 1)) {
            Node node = folder.computeIfAbsent(fold(name), key -> new Node(new HashMap<>()));
            if (node.children == null) {
                throw clash(path, "needs a folder where another file is");
            }
            folder = node.children;
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
