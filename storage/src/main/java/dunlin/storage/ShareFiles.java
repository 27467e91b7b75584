package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.FilePlaces.Standing;
import dunlin.storage.Layout.Span;
import dunlin.storage.Layout.StoredFile;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import dunlin.storage.folder.FolderWalk;
import dunlin.storage.folder.ShareFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The files of one share on the disk, seen as one row of bytes. A file that is not whole yet has
 * {@code .part} after its name. Padding files are never on the disk and read as zeros. Never leaves
 * the share's folder: every file is opened below the folder's own handle, without following links.
 * Thread-safe.
 *
 * <p>Invariant: a file under its final name is never written. It is one of ours that is whole, or
 * one that was there before us: then what is fetched for it must be what it holds.
 *
 * <p>One lock guards which files are open, which are unforced and which unfinished. Files are
 * opened, made and renamed under it, so that none is made or renamed twice; reading, writing and
 * forcing happen outside it.
 */
public final class ShareFiles implements AutoCloseable {
    /**
     * Bytes written by one call. For larger ones Linux looks for as large pages to cache them in,
     * and those come from memory that was long unused: 1 MiB at a time took 7 times the CPU on
     * ext4.
     */
    private static final int WRITE_LENGTH = 128 * 1024;

    private static final Consumer<SetAside> NONE = _ -> {};

    private final Path path;
    private final Layout layout;
    private final Geometry geometry;
    private final OpenMode mode;
    private final FilePlaces places;
    private final ParallelForce forcing;
    private final FilePieces pieces;
    private final FileWatch watch;
    private final Consumer<SetAside> asides;

    private final ReentrantLock lock = new ReentrantLock();
    private final FileHandles handles;
    private final SpanReader reader;
    private final Set<Integer> unforced = new TreeSet<>();
    private final BitSet unfinished = new BitSet();
    private final BitSet renamed = new BitSet();

    /** Files that stood under their final names, with the right length, when it was checked. */
    private final BitSet whole = new BitSet();

    /**
     * @param opener opens the folder in which the share stands
     * @param asides hears which files a repair sets aside; on any thread, must be quick
     */
    ShareFiles(
            Path folder,
            String name,
            Layout layout,
            Geometry geometry,
            OpenMode mode,
            ShareFolder.Opener opener,
            Consumer<SetAside> asides)
            throws StorageException {
        Path top = folder.toAbsolutePath().normalize();
        this.layout = layout;
        this.geometry = geometry;
        this.mode = mode;
        this.asides = asides;
        this.places = new FilePlaces(top, mode, opener);
        this.forcing = new ParallelForce(places);
        this.pieces = new FilePieces(layout, geometry);
        this.watch = new FileWatch(pieces, places);
        layout.files().forEach(file -> unfinished.set(file.index(), !file.padding()));
        try {
            this.path = top.resolve(name);
            this.handles = new FileHandles(path, mode, places, lock);
            this.reader = new SpanReader(handles, places);
            layout.files().forEach(file -> places.locate(file.path()));
        } catch (InvalidPathException e) {
            throw new StorageException(
                    Reason.UNNAMEABLE,
                    top,
                    "this system's locale has no such name: '" + e.getInput() + "'",
                    e);
        }
    }

    /**
     * Opens the files of a share. No file is opened, made or checked yet.
     *
     * @param folder where the share's file or folder stands (its parent)
     * @param name under which it stands there; usually {@code info.name()}
     */
    public static ShareFiles open(Path folder, String name, Info info, OpenMode mode)
            throws StorageException {
        return open(folder, name, info, mode, ShareFolder::top);
    }

    static ShareFiles open(
            Path folder, String name, Info info, OpenMode mode, ShareFolder.Opener opener)
            throws StorageException {
        return new ShareFiles(
                folder, name, Layout.of(folder, name, info), info.geometry(), mode, opener, NONE);
    }

    /**
     * Opens the files of a share to be repaired.
     *
     * @param asides hears which files are set aside; on any thread, must be quick
     */
    public static ShareFiles repair(Path folder, String name, Info info, Consumer<SetAside> asides)
            throws StorageException {
        return new ShareFiles(
                folder,
                name,
                Layout.of(folder, name, info),
                info.geometry(),
                OpenMode.REPAIR,
                ShareFolder::top,
                asides);
    }

    /** The file or folder of this share. */
    public Path path() {
        return path;
    }

    /** Pieces and blocks of the share. */
    Geometry geometry() {
        return geometry;
    }

    /**
     * Looks whether every file can be fetched to its place, so that a person hears of what stands
     * in the way before anything is fetched. Removes what an earlier run left half made. From then
     * on no unfinished file is written into that was not there now and that others made meanwhile.
     *
     * @return an unfinished file that is there, if any
     */
    public Optional<Path> check() throws StorageException {
        places.sweep();
        PartFiles parts = places.parts();
        places.walking(walk -> {
            for (StoredFile file : layout.files()) {
                if (!file.padding()) {
                    check(walk, file, parts);
                }
            }
        });
        parts.checked();
        return parts.first().map(file -> places.locate(file.partPath()));
    }

    private void check(FolderWalk walk, StoredFile file, PartFiles parts) throws StorageException {
        Optional<Standing> there = places.standing(walk, file);
        if (there.isEmpty()) {
            parts.isAbsent(file);
        } else if (!there.get().whole()) {
            parts.isThere(file);
        } else if (there.get().length() == file.length()) {
            whole.set(file.index());
        } else {
            setAside(walk, file); // only a repair gets here
        }
    }

    /**
     * How much has to be written to make the share whole, copies that a repair makes included; in
     * bytes. To be asked after {@link #check}.
     *
     * @param good the pieces that are right
     */
    public long bytesToWrite(Bitfield good) {
        long bytes = 0;
        for (StoredFile file : layout.files()) {
            if (!file.padding() && !whole.get(file.index())) {
                bytes += pieces.wrongBytes(file, good);
            } else if (!file.padding() && mode == OpenMode.REPAIR && pieces.isWrong(file, good)) {
                bytes += file.length();
            }
        }
        return bytes;
    }

    /**
     * Looks for files that stood under their final names in {@link #check} and certainly hold
     * something else, now that it is known which pieces are right: what is to be fetched would not
     * fit to them.
     *
     * @throws StorageException on the first of them, unless this is a repair: which sets them aside
     */
    public void settle(Bitfield good) throws StorageException {
        places.walking(walk -> {
            for (int i = whole.nextSetBit(0); i >= 0; i = whole.nextSetBit(i + 1)) {
                StoredFile file = layout.files().get(i);
                if (pieces.isWrong(file, good)) {
                    if (mode != OpenMode.REPAIR) {
                        throw places.isAnother(file);
                    }
                    setAside(walk, file);
                }
            }
        });
        force();
    }

    private void setAside(FolderWalk walk, StoredFile file) throws StorageException {
        Optional<SetAside> moved;
        lock.lock();
        try {
            moved = places.setAside(walk, layout, file);
            handles.reopen(file);
            unforced.add(file.index());
        } finally {
            lock.unlock();
        }
        BitSet touched = new BitSet();
        touched.set(file.index());
        watch.stamp(touched);
        moved.ifPresent(asides);
    }

    /**
     * What is in the share's folder and not of the share, neither whole nor unfinished nor set
     * aside; of a folder that is not, only the folder itself. None if there is no folder.
     *
     * @param most after so many it stops
     */
    public List<Path> findForeign(int most) throws StorageException {
        return ForeignContent.find(path, layout, most);
    }

    /** What stands in the place of every file but padding. */
    List<Place> places() throws StorageException {
        List<Place> all = new ArrayList<>();
        places.walking(walk -> {
            for (StoredFile file : layout.files()) {
                if (!file.padding()) {
                    all.add(Place.of(file, places, walk));
                }
            }
        });
        return all;
    }

    /** Which pieces lie in which files. */
    FilePieces pieces() {
        return pieces;
    }

    /**
     * Those of the pieces whose bytes can be on the disk, judging by names and lengths alone: what
     * was complete before may have been moved or cut since. Quick; reads no content.
     */
    public Bitfield stillThere(Bitfield complete) throws StorageException {
        Bitfield there = complete.copy();
        places.walking(walk -> {
            for (StoredFile file : layout.files()) {
                if (!file.padding() && file.length() > 0) {
                    pieces.clear(there, file, Place.of(file, places, walk).length());
                }
            }
        });
        return there;
    }

    /** How the files stood when their bytes were right, and stand now. */
    public FileWatch watch() {
        return watch;
    }

    /**
     * Takes new stamps of the files that these pieces lie in, once they are written and forced, and
     * of those that got their final names since the last call.
     */
    Map<Integer, FileStamp> stamp(int[] written) throws StorageException {
        BitSet files = pieces.filesOf(written);
        locked(() -> {
            files.or(renamed);
            renamed.clear();
        });
        return watch.stamp(files);
    }

    /** Opens the file anew before it is next used: another may stand there now. */
    void reopen(StoredFile file) {
        handles.reopen(file);
    }

    /** The spans of files that hold these bytes of the share. */
    List<Span> spans(long position, int length) {
        return layout.spans(position, length);
    }

    /**
     * Writes all that remains in {@code source} at {@code position} of the share. Blocks; may span
     * files.
     */
    public void write(long position, ByteBuffer source) throws StorageException {
        if (!mode.writes()) {
            throw new IllegalStateException("these files are only read");
        }
        for (Span span : layout.spans(position, source.remaining())) {
            ByteBuffer part = source.slice(source.position(), span.length());
            if (!span.file().padding()) {
                write(span, part);
                locked(() -> unforced.add(span.file().index()));
            }
            source.position(source.position() + span.length());
        }
    }

    private void write(Span span, ByteBuffer bytes) throws StorageException {
        try {
            handles.use(span.file(), true, file -> write(file, span, bytes.rewind()));
        } catch (StorageException e) {
            if (mode != OpenMode.REPAIR || e.reason() != Reason.ANOTHER) {
                throw e;
            }
            places.walking(walk -> setAside(walk, span.file()));
            handles.use(span.file(), true, file -> write(file, span, bytes.rewind()));
        }
    }

    private void write(OpenFile file, Span span, ByteBuffer bytes)
            throws IOException, StorageException {
        if (handles.isWhole(file)) {
            ByteBuffer there = ByteBuffer.allocateDirect(span.length());
            reader.read(file, span, there);
            if (!there.flip().equals(bytes)) {
                throw places.isAnother(span.file());
            }
            return;
        }
        watch.writes(span.file());
        try {
            int end = bytes.limit();
            for (long at = span.offset(); bytes.position() < end; ) {
                bytes.limit(Math.min(end, bytes.position() + WRITE_LENGTH));
                at += file.channel.write(bytes, at);
            }
        } finally {
            watch.wrote(span.file());
        }
    }

    /** Fills {@code target} from {@code position} of the share. Blocks; may span files. */
    public void read(long position, ByteBuffer target) throws StorageException {
        for (Span span : layout.spans(position, target.remaining())) {
            reader.read(span, target.slice(target.position(), span.length()));
            target.position(target.position() + span.length());
        }
    }

    /**
     * Adds to {@code out} buffers that together hold {@code length} bytes at {@code position}:
     * slices of mapped files where that pays, copies of small ones. Java code must not touch their
     * bytes (a file that shrank would raise an {@code InternalError}): they are for the kernel, in
     * a gathering write.
     */
    public void slices(long position, int length, List<ByteBuffer> out) throws StorageException {
        for (Span span : layout.spans(position, length)) {
            reader.slices(span, out);
        }
    }

    /**
     * Forces to the disk what was written since the last call. If it fails, nothing that was
     * written since then can be relied on.
     */
    public void force() throws StorageException {
        List<StoredFile> written = new ArrayList<>();
        locked(() -> {
            unforced.forEach(index -> written.add(layout.files().get(index)));
            unforced.clear();
        });
        forcing.each(written, places::force);
        forceFolders();
    }

    private void forceFolders() throws StorageException {
        List<List<String>> folders = new ArrayList<>();
        locked(() -> folders.addAll(places.takeUnforced()));
        forcing.each(folders, places::forceFolder);
    }

    /**
     * Says that these pieces are complete and forced: each file that is whole by now loses its
     * {@code .part}.
     */
    public void finish(Bitfield complete) throws StorageException {
        BitSet all = new BitSet();
        all.set(0, layout.files().size());
        finish(all, complete);
    }

    /**
     * As {@link #finish(Bitfield)}, for what was added since the last call: looks at no more files
     * than those pieces touch: a share may have a million.
     */
    void finish(Bitfield complete, int[] added) throws StorageException {
        if (complete.isAll()) {
            finish(complete);
            return;
        }
        finish(pieces.filesOf(added), complete);
    }

    private void finish(BitSet files, Bitfield complete) throws StorageException {
        if (!mode.writes()) {
            return;
        }
        locked(() -> files.and(unfinished));
        places.walking(walk -> {
            for (int i = files.nextSetBit(0); i >= 0; i = files.nextSetBit(i + 1)) {
                StoredFile file = layout.files().get(i);
                if (pieces.isComplete(file, complete)) {
                    finish(walk, file);
                }
            }
            if (complete.isAll()) {
                places.link(walk, layout.files(), lock); // now none leads to what is not there
            }
        });
        forceFolders();
    }

    private void finish(FolderWalk walk, StoredFile file) throws StorageException {
        lock.lock();
        try {
            if (unfinished.get(file.index())) {
                boolean isRight = watch.isRight(walk, file);
                places.finish(walk, file);
                handles.becameWhole(file);
                unfinished.clear(file.index());
                renamed.set(file.index());
                watch.renamed(walk, file, isRight);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        handles.close();
    }

    private void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    /** How many files are open now. */
    int openFiles() {
        return handles.count();
    }
}
