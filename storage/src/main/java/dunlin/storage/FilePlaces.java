package dunlin.storage;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;

import dunlin.storage.Layout.StoredFile;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import dunlin.storage.folder.FolderWalk;
import dunlin.storage.folder.NewFolders;
import dunlin.storage.folder.ShareFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the files of a share stand on the disk, and under which of their two names: looks, opens,
 * makes, and renames what is whole. Whatever makes or renames is guarded by the lock of {@link
 * ShareFiles}.
 *
 * <p>Invariant: a file under its final name is never opened for writing and never replaced.
 */
final class FilePlaces {
    private static final Logger LOG = LoggerFactory.getLogger(FilePlaces.class);

    /** How a file stands on the disk: under its final name or its {@code .part}, and how long. */
    record Standing(boolean whole, long length) {}

    /** How a file stands on the disk, to tell later whether it was touched. */
    record Stamped(boolean whole, FileStamp stamp) {}

    private final Path top;
    private final OpenMode mode;
    private final ShareFolder.Opener opener;
    private final PartFiles parts = new PartFiles();

    /**
     * Folders in which names were made or changed since they were last forced, by their paths: a
     * stranger can choose names whose lists have one hash, but texts of one hash are told apart by
     * their order.
     */
    private final Map<String, List<String>> unforced = new LinkedHashMap<>();

    /**
     * @param top the folder in which the share stands, absolute
     */
    FilePlaces(Path top, OpenMode mode, ShareFolder.Opener opener) {
        this.top = top;
        this.mode = mode;
        this.opener = opener;
    }

    /** The folder in which the share stands. */
    Path top() {
        return top;
    }

    /** Removes what a kill left half made. */
    void sweep() throws StorageException {
        try {
            new NewFolders(top).sweep(Instant.now());
        } catch (IOException e) {
            throw DiskErrors.reading(top, e);
        }
    }

    /** A way to the files, to be closed soon. */
    FolderWalk walk() {
        return new FolderWalk(top, opener);
    }

    /** What is done on one way to several files. */
    interface Errand {
        void go(FolderWalk walk) throws StorageException;
    }

    /** Goes to the files once, and closes the way. */
    void walking(Errand errand) throws StorageException {
        try (FolderWalk walk = walk()) {
            errand.go(walk);
        } catch (IOException e) {
            throw DiskErrors.reading(top, e);
        }
    }

    /**
     * What there is of a file; empty if nothing.
     *
     * @throws StorageException if something else stands in its place
     */
    Optional<Standing> standing(FolderWalk walk, StoredFile file) throws StorageException {
        try {
            return standing(walk.to(file.folder()), file);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw DiskErrors.reading(locate(file.path()), e);
        }
    }

    private Optional<Standing> standing(ShareFolder in, StoredFile file)
            throws IOException, StorageException {
        Optional<BasicFileAttributes> whole = look(in, file.name(), file);
        if (whole.isPresent()) {
            long length = whole.get().size();
            if (length != file.length() && (mode == OpenMode.FETCH || mode == OpenMode.SERVE)) {
                throw mode == OpenMode.FETCH ? isAnother(file) : otherLength(file, length);
            }
            return Optional.of(new Standing(true, length));
        }
        if (mode == OpenMode.SERVE) {
            return Optional.empty();
        }
        Optional<BasicFileAttributes> part = look(in, file.partName(), file);
        // Asked before it is opened to be written: a file elsewhere would be written as well.
        if (part.isPresent() && mode.writes() && in.names(file.partName()) > 1) {
            throw inTheWay(locate(file.partPath()), "has another name too, as a hard link");
        }
        return part.map(it -> new Standing(false, it.size()));
    }

    /** The stamp of a file; empty if nothing of it is there, or something else in its place. */
    Optional<Stamped> stamp(FolderWalk walk, StoredFile file) throws StorageException {
        try {
            Optional<Standing> standing = standing(walk, file);
            if (standing.isEmpty()) {
                return Optional.empty();
            }
            boolean whole = standing.get().whole();
            FileStamp stamp = walk.to(file.folder()).stamp(whole ? file.name() : file.partName());
            return Optional.of(new Stamped(whole, stamp));
        } catch (StorageException e) {
            if (e.isNothingOfUse()) {
                return Optional.empty();
            }
            throw e;
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw DiskErrors.reading(locate(file.path()), e);
        }
    }

    private Optional<BasicFileAttributes> look(ShareFolder in, String name, StoredFile file)
            throws IOException, StorageException {
        Optional<BasicFileAttributes> found = in.look(name);
        // Asked before it is opened: to open a pipe could wait forever.
        if (found.isPresent() && !found.get().isRegularFile()) {
            Path at = locate(file.folder()).resolve(name);
            throw inTheWay(at, "is " + kind(found.get()) + ", not a file");
        }
        return found;
    }

    private static String kind(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return "a link";
        }
        return attributes.isDirectory() ? "a folder" : "a device, pipe or socket";
    }

    /** Opens a file that is there, under the name it has. */
    OpenFile open(StoredFile file) throws StorageException {
        try (FolderWalk walk = walk()) {
            ShareFolder in = walk.to(file.folder());
            Optional<Standing> standing = standing(in, file);
            if (standing.isPresent()) {
                return open(in, file, standing.get().whole());
            }
            throw gone(locate(mode.writes() ? file.partPath() : file.path()));
        } catch (IOException e) {
            throw DiskErrors.reading(locate(file.path()), e);
        }
    }

    /** Which unfinished files are ours. */
    PartFiles parts() {
        return parts;
    }

    /**
     * Opens a file to write into it; makes it, with its folders, if it is not there.
     *
     * @throws StorageException also if it was made by others since it was looked for
     */
    OpenFile openOrMake(StoredFile file) throws StorageException {
        Optional<StoredFile> first = parts.takeFirst().filter(it -> it.index() != file.index());
        if (first.isPresent()) {
            try {
                make(first.get()).close();
            } catch (IOException e) {
                throw DiskErrors.writing(locate(first.get().partPath()), e);
            }
        }
        return make(file);
    }

    private OpenFile make(StoredFile file) throws StorageException {
        try (FolderWalk walk = walk()) {
            ShareFolder in = walk.making(file.folder());
            Optional<Standing> standing = standing(in, file);
            if (standing.isPresent()) {
                if (!standing.get().whole() && !parts.isOurs(file)) {
                    throw isMadeByOthers(file);
                }
                return open(in, file, standing.get().whole());
            }
            FileChannel made = in.open(file.partName(), Set.of(CREATE_NEW, READ, WRITE, SPARSE));
            parts.made(file);
            markUnforced(file);
            return new OpenFile(file.index(), made, file.length(), false);
        } catch (FileAlreadyExistsException _) {
            throw isMadeByOthers(file);
        } catch (IOException e) {
            throw DiskErrors.writing(locate(file.path()), e);
        }
    }

    private OpenFile open(ShareFolder in, StoredFile file, boolean whole) throws IOException {
        Set<OpenOption> how = mode.writes() && !whole ? Set.of(READ, WRITE) : Set.of(READ);
        FileChannel channel = in.open(whole ? file.name() : file.partName(), how);
        return new OpenFile(file.index(), channel, file.length(), whole);
    }

    /** Forces the content of a file, through whatever channel it was written. */
    void force(FolderWalk walk, StoredFile file) throws StorageException {
        Optional<Standing> standing = standing(walk, file);
        if (standing.isEmpty()) {
            throw gone(locate(file.partPath()));
        }
        try (OpenFile opened = open(walk.to(file.folder()), file, standing.get().whole())) {
            opened.channel.force(false);
        } catch (IOException e) {
            throw DiskErrors.writing(locate(file.path()), e);
        }
    }

    /**
     * Sets a file aside that stands under its final name and is another; see {@link SetAside}.
     *
     * @return empty if none stands there any more
     */
    Optional<SetAside> setAside(FolderWalk walk, Layout layout, StoredFile file)
            throws StorageException {
        try {
            ShareFolder in = walk.to(file.folder());
            if (look(in, file.name(), file).isEmpty()) {
                return Optional.empty();
            }
            String kept = SetAside.move(in, layout, file);
            parts.made(file);
            markUnforced(file);
            return Optional.of(
                    new SetAside(locate(file.path()), locate(file.folder()).resolve(kept)));
        } catch (IOException e) {
            throw DiskErrors.writing(locate(file.partPath()), e);
        }
    }

    /** Gives a file that is whole its final name. An empty one is made. */
    void finish(FolderWalk walk, StoredFile file) throws StorageException {
        try {
            ShareFolder in =
                    file.length() == 0 ? walk.making(file.folder()) : walk.to(file.folder());
            Optional<Standing> standing = standing(in, file);
            if (standing.isPresent() && standing.get().whole()) {
                if (in.isSame(file.partName(), file.name())) {
                    in.delete(file.partName()); // a kill came between the two halves of a rename
                }
                return;
            }
            if (standing.isPresent()) {
                fitLength(in, file, standing.get().length());
                in.rename(file.partName(), file.name());
            } else if (file.length() == 0) {
                in.open(file.name(), Set.of(CREATE_NEW, WRITE)).close();
            } else {
                throw gone(locate(file.partPath()));
            }
            if (file.executable()) {
                in.makeExecutable(file.name());
            }
            markUnforced(file);
        } catch (FileAlreadyExistsException _) {
            throw isAnother(file);
        } catch (IOException e) {
            throw DiskErrors.writing(locate(file.path()), e);
        }
    }

    /** Makes the links among these, each under the lock. */
    void link(FolderWalk walk, List<StoredFile> files, Lock lock) throws StorageException {
        for (StoredFile file : files) {
            if (file.link().isPresent()) {
                lock.lock();
                try {
                    link(walk, file, file.link().get());
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Makes a link of the share, unless something stands there or the platform has no links. */
    private void link(FolderWalk walk, StoredFile file, String target) throws StorageException {
        try {
            ShareFolder in = walk.making(file.folder());
            if (in.look(file.name()).isEmpty()) {
                in.makeLink(file.name(), target);
                markUnforced(file);
            }
        } catch (UnsupportedOperationException | FileSystemException e) {
            LOG.debug("left out the link {}", locate(file.path()), e);
        } catch (IOException e) {
            throw DiskErrors.writing(locate(file.path()), e);
        }
    }

    /** Something longer may have stood under the {@code .part} name before. */
    private void fitLength(ShareFolder in, StoredFile file, long length)
            throws IOException, StorageException {
        if (length < file.length()) {
            throw endsEarly(file, length);
        }
        if (length > file.length()) {
            try (FileChannel channel = in.open(file.partName(), Set.of(WRITE))) {
                channel.truncate(file.length());
                channel.force(true);
            }
        }
    }

    /** The folder that holds the file, and those above it: they may be new as well. */
    private void markUnforced(StoredFile file) {
        for (int depth = 0; depth < file.path().size(); depth++) {
            List<String> folder = file.path().subList(0, depth);
            unforced.putIfAbsent(String.join("/", folder), folder);
        }
    }

    /** The folders whose names are not forced yet, for {@link #forceFolder}; forgets them. */
    List<List<String>> takeUnforced() {
        List<List<String>> taken = List.copyOf(unforced.values());
        unforced.clear();
        return taken;
    }

    void forceFolder(FolderWalk walk, List<String> names) throws StorageException {
        try {
            walk.to(names).force();
        } catch (IOException e) {
            throw DiskErrors.writing(locate(names), e);
        }
    }

    /** The path as a person knows it. For messages only: it is never opened. */
    Path locate(List<String> names) {
        Path at = top;
        for (String name : names) {
            at = at.resolve(name);
        }
        return at;
    }

    StorageException touched(StoredFile file) {
        Path at = locate(file.path());
        String message = at + " was changed by somebody since it was verified";
        return new StorageException(Reason.VANISHED, at, message);
    }

    private StorageException isMadeByOthers(StoredFile file) {
        Path at = locate(file.partPath());
        String message = at + " is being written by another program";
        return new StorageException(Reason.BUSY, at, message);
    }

    StorageException isAnother(StoredFile file) {
        Path at = locate(file.path());
        return new StorageException(Reason.ANOTHER, at, at + " exists and is another file");
    }

    private static StorageException inTheWay(Path at, String why) {
        return new StorageException(Reason.OBSTRUCTED, at, at + " " + why);
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
