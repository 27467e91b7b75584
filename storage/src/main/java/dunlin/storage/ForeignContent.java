package dunlin.storage;

import dunlin.storage.Layout.StoredFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks for what is in a share's folder and not of the share. Follows no link. */
final class ForeignContent extends SimpleFileVisitor<Path> {
    private final Path content;
    private final Set<String> own = new HashSet<>();
    private final int most;
    private final List<Path> found = new ArrayList<>();

    private ForeignContent(Path content, Layout layout, int most) {
        this.content = content;
        this.most = most;
        for (StoredFile file : layout.files()) {
            List<String> path = file.path();
            for (int depth = path.size();
                    depth > 0 && own.add(Layout.folded(path.subList(0, depth)));
                    depth--) {}
            own.add(Layout.folded(file.partPath()));
        }
    }

    /** See {@link ShareFiles#findForeign}. */
    static List<Path> find(Path content, Layout layout, int most) throws StorageException {
        if (!Files.isDirectory(content, LinkOption.NOFOLLOW_LINKS)) {
            return List.of(); // whether it stands in the way is asked file by file
        }
        ForeignContent walk = new ForeignContent(content, layout, most);
        try {
            Files.walkFileTree(content, walk);
        } catch (IOException e) {
            throw DiskErrors.reading(content, e);
        }
        return walk.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(content) || isOwn(folder)) {
            return FileVisitResult.CONTINUE;
        }
        return add(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        return visit(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
        return visit(path);
    }

    private FileVisitResult visit(Path path) {
        return isOwn(path) || add(path) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    /**
     * @return whether there is room for more
     */
    private boolean add(Path path) {
        found.add(path);
        return found.size() < most;
    }

    private boolean isOwn(Path path) {
        List<String> names = new ArrayList<>();
        names.add(content.getFileName().toString());
        content.relativize(path).forEach(name -> names.add(name.toString()));
        names.set(names.size() - 1, SetAside.originalName(names.getLast()));
        return own.contains(Layout.folded(names));
    }
}
