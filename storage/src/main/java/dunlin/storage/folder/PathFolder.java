package dunlin.storage.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A folder by its real path, for platforms where the JDK has no folder handles (Windows). Before
 * every step, and once more after a file was opened, it looks whether the path is still the real
 * one: what was swapped in between is noticed before a byte is written.
 */
public final class PathFolder implements ShareFolder {
    private final Path real;

    public PathFolder(Path folder) throws IOException {
        real = folder.toRealPath();
    }

    @Override
    public ShareFolder enter(String name) throws IOException {
        BasicFileAttributes there =
                look(name).orElseThrow(() -> new NoSuchFileException(path(name).toString()));
        if (there.isSymbolicLink()) {
            throw isLink(path(name));
        }
        if (!there.isDirectory()) {
            throw new NotDirectoryException(path(name).toString());
        }
        PathFolder entered = new PathFolder(path(name));
        if (!entered.real.equals(path(name).toRealPath(NOFOLLOW_LINKS))) {
            throw isLink(path(name));
        }
        return entered;
    }

    @Override
    public void make(String name) throws IOException {
        if (look(name).isEmpty()) {
            Files.createDirectory(path(name));
        }
    }

    @Override
    public Optional<BasicFileAttributes> look(String name) throws IOException {
        requireReal();
        try {
            return Optional.of(
                    Files.readAttributes(path(name), BasicFileAttributes.class, NOFOLLOW_LINKS));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public FileStamp stamp(String name) throws IOException {
        requireReal();
        return FileStamp.of(path(name));
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> options) throws IOException {
        requireReal();
        Set<OpenOption> safe = new HashSet<>(options);
        safe.add(NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(path(name), safe);
        try {
            requireReal();
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void rename(String name, String newName) throws IOException {
        requireReal();
        if (ShareFolder.link(path(name), path(newName))) {
            Files.delete(path(name));
        } else {
            Files.move(path(name), path(newName), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public boolean isSame(String name, String other) throws IOException {
        return look(name).isPresent()
                && look(other).isPresent()
                && Files.isSameFile(path(name), path(other));
    }

    @Override
    public int names(String name) throws IOException {
        return ShareFolder.names(path(name));
    }

    @Override
    public void delete(String name) throws IOException {
        requireReal();
        Files.delete(path(name));
    }

    @Override
    public void makeExecutable(String name) {
        // What is executable goes by the file's name on such a platform.
    }

    @Override
    public void makeLink(String name, String target) throws IOException {
        requireReal();
        Files.createSymbolicLink(path(name), Path.of(target));
    }

    @Override
    public void force() {
        // A folder cannot be opened there; the file system's journal keeps the order of names.
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    private void requireReal() throws IOException {
        if (!real.toRealPath().equals(real)) {
            throw isLink(real);
        }
    }

    private static FileSystemException isLink(Path path) {
        return new FileSystemException(path.toString(), null, "is a symbolic link");
    }

    private Path path(String name) {
        return real.resolve(name);
    }
}
