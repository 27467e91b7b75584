package dunlin.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.storage.Layout.StoredFile;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lends the open files of a share to whoever reads or writes them, and opens what is not open.
 * Thread-safe; takes the lock of {@link ShareFiles}, under which files are opened to be written.
 */
final class FileHandles implements AutoCloseable {
    /** How many files of one share are kept open. */
    static final int MAX_OPEN = 128;

    /** Something done with an open file; it may be done a second time if the channel was closed. */
    interface Use {
        void of(OpenFile file) throws IOException, StorageException;
    }

    private final Path path;
    private final OpenMode mode;
    private final FilePlaces places;
    private final ReentrantLock lock;

    @GuardedBy("lock")
    private final OpenFiles open = new OpenFiles(MAX_OPEN);

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param path the share's file or folder, for messages
     * @param lock guards which files are open
     */
    FileHandles(Path path, OpenMode mode, FilePlaces places, ReentrantLock lock) {
        this.path = path;
        this.mode = mode;
        this.places = places;
        this.lock = lock;
    }

    /** Does something with a file, opened for it if it is not; made, if it is to be written. */
    void use(StoredFile file, boolean writing, Use use) throws StorageException {
        while (true) {
            OpenFile opened = acquire(file, writing);
            try {
                use.of(opened);
                return;
            } catch (ClosedByInterruptException e) {
                forget(opened);
                throw DiskErrors.reading(places.locate(file.path()), e);
            } catch (ClosedChannelException _) {
                // Another thread was interrupted in its call, which closes the channel for all.
                forget(opened);
            } catch (IOException e) {
                throw writing
                        ? DiskErrors.writing(places.locate(file.path()), e)
                        : DiskErrors.reading(places.locate(file.path()), e);
            } finally {
                release(opened);
            }
        }
    }

    private OpenFile acquire(StoredFile file, boolean writing) throws StorageException {
        if (!mode.writes() && !isOpen(file)) {
            keep(places.open(file)); // no name changes: many threads may open files at once
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
        lock.lock();
        try {
            return open.find(file.index()).isPresent();
        } finally {
            lock.unlock();
        }
    }

    private void keep(OpenFile opened) {
        lock.lock();
        try {
            if (closed || open.find(opened.index).isPresent()) {
                open.forget(opened); // another thread was quicker
            } else {
                open.add(opened);
            }
        } finally {
            lock.unlock();
        }
    }

    private void release(OpenFile opened) {
        lock.lock();
        try {
            open.release(opened);
        } finally {
            lock.unlock();
        }
    }

    private void forget(OpenFile opened) {
        lock.lock();
        try {
            open.forget(opened);
        } finally {
            lock.unlock();
        }
    }

    /** Opens the file anew before it is next used: another may stand there now. */
    void reopen(StoredFile file) {
        lock.lock();
        try {
            open.find(file.index()).ifPresent(open::forget);
        } finally {
            lock.unlock();
        }
    }

    /** The file has its final name now. */
    void becameWhole(StoredFile file) {
        lock.lock();
        try {
            open.find(file.index()).ifPresent(opened -> opened.whole = true);
        } finally {
            lock.unlock();
        }
    }

    /** Whether an open file stands under its final name. */
    boolean isWhole(OpenFile file) {
        lock.lock();
        try {
            return file.whole;
        } finally {
            lock.unlock();
        }
    }

    /** How many files are open now. */
    int count() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            open.forgetAll();
        } finally {
            lock.unlock();
        }
    }
}
