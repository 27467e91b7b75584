package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds what the paths of one share cost whoever makes them on a disk. Which of them can stand
 * side by side there is not asked here. Not thread-safe.
 */
final class PathBounds {
    /** Deepest path, in names. */
    static final int MAX_DEPTH = 128;

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

    /** A folder, and those in it. */
    private record Folder(Map<String, Folder> children) {}

    /** A folder on the way to the file before, and its name. */
    private record Open(String name, Folder folder) {}

    private final Folder root = new Folder(new HashMap<>());

    /**
     * The folders of the file before, from the outermost on: files of one folder mostly follow each
     * other, and what was looked up once need not be looked up again for each of them.
     */
    private final List<Open> open = new ArrayList<>();

    private int names;
    private int files;
    private int folders;

    /**
     * Adds a file.
     *
     * @throws ProtocolException if that is more than is taken
     */
    void add(List<String> path) throws ProtocolException {
        if (path.size() > MAX_DEPTH) {
            throw new ProtocolException(
                    "a path of " + path.size() + " names, at most " + MAX_DEPTH + " are taken");
        }
        names += path.size();
        files++;
        if (names > MAX_NAMES) {
            throw new ProtocolException("paths of more than " + MAX_NAMES + " names together");
        }
        enter(path.subList(0, path.size() - 1));
        if (folders > MAX_EMPTIER_FOLDERS + 4L * files) {
            throw new ProtocolException(folders + " folders for " + files + " files");
        }
    }

    private void enter(List<String> path) {
        int depth = 0;
        while (depth < Math.min(open.size(), path.size())
                && open.get(depth).name().equals(path.get(depth))) {
            depth++;
        }
        open.subList(depth, open.size()).clear();
        Folder folder = depth == 0 ? root : open.getLast().folder();
        for (String name : path.subList(depth, path.size())) {
            folder = folder.children().computeIfAbsent(name, _ -> newFolder());
            open.add(new Open(name, folder));
        }
    }

    private Folder newFolder() {
        folders++;
        return new Folder(new HashMap<>());
    }
}
