package dunlin.storage.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A folder by its open handle ({@code openat} with {@code O_NOFOLLOW}): a link put in the place of
 * a folder or file is met and refused at whatever moment it was put there.
 *
 * @param top the path of the folder in which the share stands
 * @param path of this folder, for what the JDK does by path only
 */
record HandleFolder(Path top, Path path, SecureDirectoryStream<Path> handle)
        implements ShareFolder {
    @Override
    public ShareFolder enter(String name) throws IOException {
        return new HandleFolder(
                top, path.resolve(name), handle.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS));
    }

    /**
     * The JDK makes folders by path only, which follows links: so the new folder is made at the
     * top, where the person's own path leads, and moved into its place by handle.
     */
    @Override
    public void make(String name) throws IOException {
        if (look(name).isPresent()) {
            return;
        }
        Path made = new NewFolders(top).make();
        try (DirectoryStream<Path> above = Files.newDirectoryStream(top)) {
            ((SecureDirectoryStream<Path>) above).move(made.getFileName(), handle, Path.of(name));
        } catch (IOException e) {
            Files.deleteIfExists(made);
            if (!(e instanceof DirectoryNotEmptyException)) {
                throw e;
            }
        }
    }

    @Override
    public Optional<BasicFileAttributes> look(String name) throws IOException {
        try {
            return Optional.of(
                    handle.getFileAttributeView(
                                    Path.of(name), BasicFileAttributeView.class, NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /**
     * The JDK tells the time of the last change by path only. If a link in the path leads to
     * another file, that one's stamp is no more than a wrong one.
     */
    @Override
    public FileStamp stamp(String name) throws IOException {
        return FileStamp.of(path.resolve(name));
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> options) throws IOException {
        Set<OpenOption> safe = new HashSet<>(options);
        safe.add(NOFOLLOW_LINKS);
        return (FileChannel) handle.newByteChannel(Path.of(name), safe);
    }

    @Override
    public void rename(String name, String newName) throws IOException {
        if (!ShareFolder.link(path.resolve(name), path.resolve(newName))) {
            handle.move(Path.of(name), handle, Path.of(newName));
        } else if (isSame(name, newName)) {
            delete(name);
        } else {
            throw new FileSystemException(path.toString(), null, "is a symbolic link");
        }
    }

    @Override
    public boolean isSame(String name, String other) throws IOException {
        Optional<BasicFileAttributes> one = look(name);
        Optional<BasicFileAttributes> two = look(other);
        return one.isPresent()
                && two.isPresent()
                && one.get().fileKey() != null
                && one.get().fileKey().equals(two.get().fileKey());
    }

    @Override
    public int names(String name) throws IOException {
        return ShareFolder.names(path.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        handle.deleteFile(Path.of(name));
    }

    @Override
    public void makeExecutable(String name) throws IOException {
        PosixFileAttributeView view =
                handle.getFileAttributeView(
                        Path.of(name), PosixFileAttributeView.class, NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = new HashSet<>(view.readAttributes().permissions());
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        if (permissions.contains(PosixFilePermission.GROUP_READ)) {
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        view.setPermissions(permissions);
    }

    /**
     * The JDK makes links by path only. If a link in the path led elsewhere, a link is there now
     * that leads nowhere: it is only a name, and nothing of ours goes through it.
     */
    @Override
    public void makeLink(String name, String target) throws IOException {
        Files.createSymbolicLink(path.resolve(name), Path.of(target));
    }

    @Override
    public void force() throws IOException {
        try (FileChannel itself = (FileChannel) handle.newByteChannel(Path.of("."), Set.of(READ))) {
            itself.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }
}
