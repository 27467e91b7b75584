package dunlin.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Goes down from folder to folder by open handles ({@code openat} with {@code O_NOFOLLOW}), so that
 * a link put in the place of a folder is met and refused at whatever moment it was put there.
 */
record HandleRoot(Path folder) implements ShareRoot {
    @Override
    public FileChannel open(List<String> path, Set<? extends OpenOption> options)
            throws IOException {
        Set<OpenOption> safe = new HashSet<>(options);
        safe.add(NOFOLLOW_LINKS);
        try (SecureDirectoryStream<Path> parent = parent(path)) {
            return (FileChannel) parent.newByteChannel(last(path), safe);
        }
    }

    @Override
    public Optional<BasicFileAttributes> look(List<String> path) throws IOException {
        try (SecureDirectoryStream<Path> parent = parent(path)) {
            return look(parent, last(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void makeParents(List<String> path) throws IOException {
        Files.createDirectories(folder);
        try (SecureDirectoryStream<Path> top = open(folder)) {
            SecureDirectoryStream<Path> at = open(folder);
            for (String name : path.subList(0, path.size() - 1)) {
                try (SecureDirectoryStream<Path> above = at) {
                    if (look(above, Path.of(name)).isEmpty()) {
                        make(top, above, Path.of(name));
                    }
                    at = above.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS);
                }
            }
            at.close();
        }
    }

    /**
     * The JDK makes folders by path only, which follows links: so the new folder is made at the
     * top, where the person's own path leads, and moved into its place by handle.
     */
    private void make(
            SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Path made = Files.createDirectory(folder.resolve(".dunlin-" + random));
        try {
            top.move(made.getFileName(), parent, name);
        } catch (IOException e) {
            top.deleteDirectory(made.getFileName());
            if (!(e instanceof DirectoryNotEmptyException)) {
                throw e;
            }
        }
    }

    @Override
    public void rename(List<String> path, String newName) throws IOException {
        try (SecureDirectoryStream<Path> parent = parent(path)) {
            parent.move(last(path), parent, Path.of(newName));
        }
    }

    @Override
    public void makeExecutable(List<String> path) throws IOException {
        try (SecureDirectoryStream<Path> parent = parent(path)) {
            PosixFileAttributeView view =
                    parent.getFileAttributeView(
                            last(path), PosixFileAttributeView.class, NOFOLLOW_LINKS);
            if (view != null) {
                Set<PosixFilePermission> permissions =
                        new HashSet<>(view.readAttributes().permissions());
                permissions.add(PosixFilePermission.OWNER_EXECUTE);
                if (permissions.contains(PosixFilePermission.GROUP_READ)) {
                    permissions.add(PosixFilePermission.GROUP_EXECUTE);
                }
                if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                    permissions.add(PosixFilePermission.OTHERS_EXECUTE);
                }
                view.setPermissions(permissions);
            }
        }
    }

    @Override
    public void forceFolder(List<String> names) throws IOException {
        try (SecureDirectoryStream<Path> handle = handle(names);
                FileChannel itself =
                        (FileChannel)
                                handle.newByteChannel(
                                        Path.of("."), Set.of(StandardOpenOption.READ))) {
            itself.force(true);
        }
    }

    /** The handle of the folder that holds the last name of {@code path}. */
    private SecureDirectoryStream<Path> parent(List<String> path) throws IOException {
        return handle(path.subList(0, path.size() - 1));
    }

    private SecureDirectoryStream<Path> handle(List<String> names) throws IOException {
        SecureDirectoryStream<Path> at = open(folder);
        for (String name : names) {
            try (SecureDirectoryStream<Path> above = at) {
                at = above.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS);
            }
        }
        return at;
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static SecureDirectoryStream<Path> open(Path folder) throws IOException {
        return (SecureDirectoryStream<Path>) Files.newDirectoryStream(folder);
    }

    private static Path last(List<String> path) {
        return Path.of(path.getLast());
    }

    private static Optional<BasicFileAttributes> look(SecureDirectoryStream<Path> in, Path name)
            throws IOException {
        try {
            return Optional.of(
                    in.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
