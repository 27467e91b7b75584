package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.FilePlaces.Standing;
import dunlin.storage.Layout.Span;
import dunlin.storage.Layout.StoredFile;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
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
import java.util.function.Supplier;

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

    /** How many files of one share are kept open. */
    static final int MAX_OPEN = 128;

    /** Files shorter than this, in bytes, are read rather than mapped: a mapping costs more. */
    private static final int MAPPED_FROM = 256 * 1024;

    private final Path path;
    private final Layout layout;
    private final Geometry geometry;
    private final OpenMode mode;
    private final FilePlaces places;
    private final ParallelForce forcing;
    private final FilePieces pieces;
    private final FileWatch watch;

    private final ReentrantLock lock = new ReentrantLock();
    private final OpenFiles open = new OpenFiles(MAX_OPEN);
    private final Set<Integer> unforced = new TreeSet<>();
    private final BitSet unfinished = new BitSet();
    private final BitSet renamed = new BitSet();
    private boolean closed;

    /**
     * @param opener opens the folder in which the share stands
     */
    ShareFiles(
            Path folder,
            String name,
            Layout layout,
            Geometry geometry,
            OpenMode mode,
            ShareFolder.Opener opener)
            throws StorageException {
        Path top = folder.toAbsolutePath().normalize();
        this.layout = layout;
        this.geometry = geometry;
        this.mode = mode;
        this.places = new FilePlaces(top, mode, opener);
        this.forcing = new ParallelForce(places);
        this.pieces = new FilePieces(layout, geometry);
        this.watch = new FileWatch(pieces, places);
        layout.files().forEach(file -> unfinished.set(file.index(), !file.padding()));
        try {
            this.path = top.resolve(name);
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
        Layout layout = Layout.of(name, info.isSingleFile(), info.files());
        return new ShareFiles(folder, name, layout, info.geometry(), mode, opener);
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
     * in the way before anything is fetched. Removes what an earlier run left half made.
     */
    public void check() throws StorageException {
        places.sweep();
        walking(walk -> {
            for (StoredFile file : layout.files()) {
                if (!file.padding()) {
                    places.standing(walk, file);
                }
            }
        });
    }

    /**
     * Something in the share's folder that is not of the share, neither whole nor unfinished; empty
     * if there is none, or no folder. Stops at the first.
     */
    public Optional<Path> findForeign() throws StorageException {
        return ForeignContent.find(path, layout);
    }

    /**
     * Those of the pieces whose bytes can be on the disk, judging by names and lengths alone: what
     * was complete before may have been moved or cut since. Quick; reads no content.
     */
    public Bitfield stillThere(Bitfield complete) throws StorageException {
        Bitfield there = complete.copy();
        walking(walk -> {
            for (StoredFile file : layout.files()) {
                if (!file.padding() && file.length() > 0) {
                    pieces.clear(there, file, lengthOnDisk(walk, file));
                }
            }
        });
        return there;
    }

    private long lengthOnDisk(FolderWalk walk, StoredFile file) throws StorageException {
        try {
            return places.standing(walk, file).map(Standing::length).orElse(0L);
        } catch (StorageException e) {
            if (e.reason() == Reason.OBSTRUCTED || e.reason() == Reason.VANISHED) {
                return 0;
            }
            throw e;
        }
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
        locked(() -> open.find(file.index()).ifPresent(open::forget));
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
        if (mode != OpenMode.FETCH) {
            throw new IllegalStateException("these files are only read");
        }
        for (Span span : layout.spans(position, source.remaining())) {
            ByteBuffer part = source.slice(source.position(), span.length());
            if (!span.file().padding()) {
                use(span.file(), true, file -> write(file, span, part.rewind()));
                locked(() -> unforced.add(span.file().index()));
            }
            source.position(source.position() + span.length());
        }
    }

    private void write(OpenFile file, Span span, ByteBuffer bytes)
            throws IOException, StorageException {
        if (isWhole(file)) {
            ByteBuffer there = ByteBuffer.allocateDirect(span.length());
            read(file, span, there);
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
            ByteBuffer part = target.slice(target.position(), span.length());
            if (span.file().padding()) {
                PaddingBytes.fill(part);
            } else {
                use(span.file(), false, file -> read(file, span, part.rewind()));
            }
            target.position(target.position() + span.length());
        }
    }

    private void read(OpenFile file, Span span, ByteBuffer target)
            throws IOException, StorageException {
        for (long at = span.offset(); target.hasRemaining(); ) {
            int read = file.channel.read(target, at);
            if (read < 0) {
                throw places.endsEarly(span.file(), at);
            }
            at += read;
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
            if (span.file().padding()) {
                PaddingBytes.slices(span.length(), out);
            } else if (span.file().length() < MAPPED_FROM) {
                ByteBuffer copy = ByteBuffer.allocate(span.length());
                use(span.file(), false, file -> read(file, span, copy.clear()));
                out.add(copy.flip());
            } else {
                List<ByteBuffer> found = new ArrayList<>(1);
                use(span.file(), false, file -> map(file, span, found));
                out.addAll(found);
            }
        }
    }

    private void map(OpenFile file, Span span, List<ByteBuffer> out)
            throws IOException, StorageException {
        out.clear();
        long end = span.offset() + span.length();
        if (file.channel.size() < end) {
            throw places.endsEarly(span.file(), file.channel.size());
        }
        for (long at = span.offset(); at < end; ) {
            if (!file.isMappable(at)) {
                ByteBuffer copy = ByteBuffer.allocate((int) (end - at));
                read(file, new Span(span.file(), at, copy.capacity()), copy);
                out.add(copy.flip());
                return;
            }
            ByteBuffer slice = file.mapped(at, (int) (end - at));
            at += slice.remaining();
            out.add(slice);
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
        if (mode != OpenMode.FETCH) {
            return;
        }
        locked(() -> files.and(unfinished));
        walking(walk -> {
            for (int i = files.nextSetBit(0); i >= 0; i = files.nextSetBit(i + 1)) {
                StoredFile file = layout.files().get(i);
                if (pieces.isComplete(file, complete)) {
                    finish(walk, file);
                }
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
                open.find(file.index()).ifPresent(opened -> opened.whole = true);
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
        locked(() -> {
            closed = true;
            open.forgetAll();
        });
    }

    /** Something done with an open file; it may be done a second time if the channel was closed. */
    private interface Use {
        void of(OpenFile file) throws IOException, StorageException;
    }

    private void use(StoredFile file, boolean writing, Use use) throws StorageException {
        while (true) {
            OpenFile opened = acquire(file, writing);
            try {
                use.of(opened);
                return;
            } catch (ClosedByInterruptException e) {
                locked(() -> open.forget(opened));
                throw DiskErrors.reading(places.locate(file.path()), e);
            } catch (ClosedChannelException _) {
                // Another thread was interrupted in its call, which closes the channel for all.
                locked(() -> open.forget(opened));
            } catch (IOException e) {
                throw writing
                        ? DiskErrors.writing(places.locate(file.path()), e)
                        : DiskErrors.reading(places.locate(file.path()), e);
            } finally {
                locked(() -> open.release(opened));
            }
        }
    }

    private OpenFile acquire(StoredFile file, boolean writing) throws StorageException {
        if (mode != OpenMode.FETCH && !isOpen(file)) {
            // No name changes in these modes: many threads may open files at once.
            OpenFile opened = places.open(file);
            locked(() -> keep(opened));
        }
        lock.lock();
        try {
            if (closed) {
                throw new StorageException(Reason.FAILED, path, path + " is closed");
            }
            OpenFile opened = open.find(file.index()).orElse(null);
            if (opened == null) {
                opened = writing ? places.openOrMake(file) : places.open(file);
                open.add(opened);
            }
            opened.users++;
            return opened;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpen(StoredFile file) {
        return asked(() -> open.find(file.index()).isPresent());
    }

    private void keep(OpenFile opened) {
        if (closed || open.find(opened.index).isPresent()) {
            open.forget(opened); // another thread was quicker
        } else {
            open.add(opened);
        }
    }

    private interface Walk {
        void go(FolderWalk walk) throws StorageException;
    }

    private void walking(Walk way) throws StorageException {
        try (FolderWalk walk = places.walk()) {
            way.go(walk);
        } catch (IOException e) {
            throw DiskErrors.reading(path, e);
        }
    }

    private boolean isWhole(OpenFile file) {
        return asked(() -> file.whole);
    }

    private void locked(Runnable step) {
        asked(() -> {
            step.run();
            return true;
        });
    }

    private <T> T asked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** How many files are open now. */
    int openFiles() {
        return asked(open::size);
    }
}
