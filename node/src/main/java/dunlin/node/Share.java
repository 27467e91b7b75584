package dunlin.node;

import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.StorageException;
import dunlin.swarm.SwarmStatus;
import java.nio.file.Path;
import java.time.Duration;

/** A share that a node holds: served, and fetched as far as it is not whole. Thread-safe. */
public final class Share implements AutoCloseable {
    Share() {}

    public Metainfo metainfo() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Its file or folder. */
    public Path path() {
        throw new UnsupportedOperationException("not built yet");
    }

    public SwarmStatus status() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Whether it was whole when it was added: nothing had to be fetched. */
    public boolean wasComplete() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Waits until every piece is verified and on the disk, and the files have their names.
     *
     * @return false if the time was over first
     * @throws StorageException if the disk failed and fetching stopped
     */
    public boolean awaitDone(Duration timeout) throws InterruptedException, StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Says goodbye to peers and trackers; keeps what is there. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
