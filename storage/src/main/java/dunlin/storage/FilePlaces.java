package dunlin.storage;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;

import dunlin.storage.Layout.StoredFile;
import dunlin.storage.ShareFiles.Mode;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the files of a share stand on the disk, and under which of their two names: looks, opens,
 * makes, and renames what is whole. Guarded by the lock of {@link ShareFiles}, but for {@link
 * #standing}, {@link #locate} and {@link #forceFolders}, which anyone may call.
 *
 * <p>Invariant: a file under its final name is never written and never replaced.
 */
final class FilePlaces {
    /** How a file stands on the disk: under its final name or its {@code .part}, and how long. */
    record Standing(boolean whole, long length) {}

    private final Path folder;
    private final Mode mode;
    private final ShareRoot root;

    /** Folders in which names were made or changed since they were last forced. */
    private final Set<List<String>> unforced = new HashSet<>();

    FilePlaces(Path folder, Mode mode, ShareRoot root) {
        this.folder = folder;
        this.mode = mode;
        this.root = root;
    }

    /**
     * What there is of a file; empty if nothing.
     *
     * @throws StorageException if something else stands in its place
     */
    Optional<Standing> standing(StoredFile file) throws StorageException {
        Optional<Standing> whole = look(file.path(), true);
        if (whole.isPresent() && whole.get().length() != file.length() && mode != Mode.VERIFY) {
            throw mode == Mode.FETCH ? isAnother(file) : otherLength(file, whole.get().length());
        }
        return whole.isPresent() || mode == Mode.SERVE ? whole : look(file.partPath(), false);
    }

    private Optional<Standing> look(List<String> path, boolean whole) throws StorageException {
        try {
            Optional<BasicFileAttributes> found = root.look(path);
            if (found.isPresent() && !found.get().isRegularFile()) {
                throw inTheWay(locate(path), "is " + kind(found.get()) + ", not a file");
            }
            return found.map(attributes -> new Standing(whole, attributes.size()));
        } catch (IOException e) {
            throw DiskErrors.reading(locate(path), e);
        }
    }

    private static String kind(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return "a link";
        }
        return attributes.isDirectory() ? "a folder" : "a device, pipe or socket";
    }

    /**
     * Opens a file under the name it has.
     *
     * @param writing whether it is made (as {@code .part}, with its folders) if it is not there
     */
    OpenFile open(StoredFile file, boolean writing) throws StorageException {
        Optional<Standing> standing = standing(file);
        try {
            if (standing.isPresent()) {
                boolean whole = standing.get().whole();
                Set<OpenOption> how =
                        mode == Mode.FETCH && !whole ? Set.of(READ, WRITE) : Set.of(READ);
                FileChannel channel = root.open(whole ? file.path() : file.partPath(), how);
                return new OpenFile(file.index(), channel, file.length(), whole);
            }
            if (!writing) {
                throw gone(locate(mode == Mode.FETCH ? file.partPath() : file.path()));
            }
            root.makeParents(file.path());
            FileChannel channel =
                    root.open(file.partPath(), Set.of(CREATE_NEW, READ, WRITE, SPARSE));
            markUnforced(file);
            return new OpenFile(file.index(), channel, file.length(), false);
        } catch (IOException e) {
            throw writing
                    ? DiskErrors.writing(locate(file.path()), e)
                    : DiskErrors.reading(locate(file.path()), e);
        }
    }

    /** Gives a file that is whole its final name. An empty one is made. */
    void finish(StoredFile file) throws StorageException {
        Optional<Standing> standing = standing(file);
        if (standing.isPresent() && standing.get().whole()) {
            return;
        }
        if (standing.isEmpty() && file.length() > 0) {
            throw gone(locate(file.partPath()));
        }
        try {
            if (standing.isEmpty()) {
                root.makeParents(file.path());
                root.open(file.path(), Set.of(CREATE_NEW, WRITE)).close();
            } else {
                fitLength(file);
                root.rename(file.partPath(), file.path().getLast());
            }
            if (file.executable()) {
                root.makeExecutable(file.path());
            }
            markUnforced(file);
        } catch (IOException e) {
            throw DiskErrors.writing(locate(file.path()), e);
        }
    }

    /** Something longer may have stood under the {@code .part} name before. */
    private void fitLength(StoredFile file) throws IOException, StorageException {
        try (FileChannel channel = root.open(file.partPath(), Set.of(READ, WRITE))) {
            if (channel.size() < file.length()) {
                throw endsEarly(file, channel.size());
            }
            if (channel.size() > file.length()) {
                channel.truncate(file.length());
                channel.force(true);
            }
        }
    }

    /** The folder that holds the file, and those above it: they may be new as well. */
    private void markUnforced(StoredFile file) {
        for (int depth = 0; depth < file.path().size(); depth++) {
            unforced.add(file.path().subList(0, depth));
        }
    }

    /** The folders whose names are not forced yet, for {@link #forceFolders}; forgets them. */
    Set<List<String>> takeUnforced() {
        Set<List<String>> taken = Set.copyOf(unforced);
        unforced.clear();
        return taken;
    }

    void forceFolders(Set<List<String>> folders) throws StorageException {
        for (List<String> names : folders) {
            try {
                root.forceFolder(names);
            } catch (IOException e) {
                throw DiskErrors.writing(locate(names), e);
            }
        }
    }

    /** The path as a person knows it. For messages only: it is never opened. */
    Path locate(List<String> names) {
        Path at = folder;
        for (String name : names) {
            at = at.resolve(name);
        }
        return at;
    }

    StorageException isAnother(StoredFile file) {
        return inTheWay(locate(file.path()), "exists and is another file");
    }

    private static StorageException inTheWay(Path at, String why) {
        String message = at + " " + why + "; move it away, or choose another folder with -o";
        return new StorageException(Reason.OBSTRUCTED, at, message);
    }

    private StorageException otherLength(StoredFile file, long length) {
        Path at = locate(file.path());
        String message = at + " has changed: it has " + length + " bytes, not " + file.length();
        return new StorageException(Reason.VANISHED, at, message);
    }

    StorageException endsEarly(StoredFile file, long end) {
        Path at = locate(file.path());
        String message = at + " was cut: it ends after " + end + " of " + file.length() + " bytes";
        return new StorageException(Reason.VANISHED, at, message);
    }

    private static StorageException gone(Path at) {
        return new StorageException(Reason.VANISHED, at, at + " is not there");
    }
}
