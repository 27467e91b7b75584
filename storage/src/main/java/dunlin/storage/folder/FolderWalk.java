package dunlin.storage.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A way through the folders of a share, for a short while: it stays where it went last, so that
 * files of one folder, asked for one after the other, cost one way down. Not thread-safe.
 */
public final class FolderWalk implements AutoCloseable {
    private final Path top;
    private final ShareFolder.Opener opener;

    /** The names below {@link #top} that lead to where it is. */
    private final List<String> names = new ArrayList<>();

    /** The open folders on the way, the innermost first; one more than there are names, or none. */
    private final Deque<ShareFolder> open = new ArrayDeque<>();

    public FolderWalk(Path top, ShareFolder.Opener opener) {
        this.top = top;
        this.opener = opener;
    }

    /**
     * Goes to a folder.
     *
     * @param wanted its names below the top
     * @throws NoSuchFileException if it is not there
     */
    public ShareFolder to(List<String> wanted) throws IOException {
        return to(wanted, false);
    }

    /** Goes to a folder, and makes it and those above it as far as they are missing. */
    public ShareFolder making(List<String> wanted) throws IOException {
        if (open.isEmpty()) {
            Files.createDirectories(top);
        }
        return to(wanted, true);
    }

    private ShareFolder to(List<String> wanted, boolean making) throws IOException {
        if (open.isEmpty()) {
            open.push(opener.open(top));
        }
        int common = 0;
        while (common < Math.min(names.size(), wanted.size())
                && names.get(common).equals(wanted.get(common))) {
            common++;
        }
        while (names.size() > common) {
            names.removeLast();
            open.pop().close();
        }
        for (String name : wanted.subList(common, wanted.size())) {
            open.push(making ? enterMaking(name) : open.element().enter(name));
            names.add(name);
        }
        return open.element();
    }

    private ShareFolder enterMaking(String name) throws IOException {
        try {
            return open.element().enter(name);
        } catch (NoSuchFileException _) {
            open.element().make(name);
            return open.element().enter(name);
        }
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (ShareFolder folder : open) {
            try {
                folder.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        open.clear();
        if (first != null) {
            throw first;
        }
    }
}
