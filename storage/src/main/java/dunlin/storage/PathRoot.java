package dunlin.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * For platforms where the JDK has no folder handles (Windows): looks at every name on the way down
 * for a link, and after opening a file once more. What is swapped in between the two is noticed
 * before a byte is written.
 */
record PathRoot(Path folder) implements ShareRoot {
    @Override
    public FileChannel open(List<String> path, Set<? extends OpenOption> options)
            throws IOException {
        Set<OpenOption> safe = new HashSet<>(options);
        safe.add(NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(below(path), safe);
        try {
            below(path);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    @Override
    public Optional<BasicFileAttributes> look(List<String> path) throws IOException {
        try {
            Path parent = path.size() == 1 ? folder : below(path.subList(0, path.size() - 1));
            return Optional.of(
                    Files.readAttributes(
                            parent.resolve(path.getLast()),
                            BasicFileAttributes.class,
                            NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void makeParents(List<String> path) throws IOException {
        Files.createDirectories(folder);
        for (int depth = 1; depth < path.size(); depth++) {
            Path made = below(path.subList(0, depth));
            if (!Files.isDirectory(made, NOFOLLOW_LINKS)) {
                Files.createDirectory(made);
            }
        }
    }

    @Override
    public void rename(List<String> path, String newName) throws IOException {
        Path from = below(path);
        Files.move(from, from.resolveSibling(newName), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void makeExecutable(List<String> path) throws IOException {
        // What is executable goes by the file's name on such a platform.
    }

    @Override
    public void forceFolder(List<String> names) throws IOException {
        // A folder cannot be opened there; the file system's journal keeps the order of names.
    }

    /** The path of these names, none of which is a link. */
    private Path below(List<String> path) throws IOException {
        Path at = folder;
        for (String name : path) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                throw new FileSystemException(at.toString(), null, "is a symbolic link");
            }
        }
        return at;
    }
}
