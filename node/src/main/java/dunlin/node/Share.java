package dunlin.node;

import dunlin.discovery.tracker.Announcer;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.Library;
import dunlin.storage.ShareFiles;
import dunlin.storage.StorageException;
import dunlin.swarm.Swarm;
import dunlin.swarm.SwarmListener;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A share that a node holds: served, and fetched as far as it is not whole. Thread-safe. */
public final class Share implements AutoCloseable {
    private final Library.Entry entry;
    private final ShareFiles files;
    private final SwarmListener listener;
    private final Swarm swarm;
    private final Consumer<Share> forget;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Optional<Announcer> announcer = Optional.empty();

    /**
     * A share that exchanges nothing before its swarm is started.
     *
     * @param forget called when it is closed, whole
     */
    Share(
            Library.Entry entry,
            ShareFiles files,
            Swarm.Settings settings,
            SwarmListener listener,
            Consumer<Share> forget) {
        this.entry = entry;
        this.files = files;
        this.listener = listener;
        this.forget = forget;
        this.swarm =
                new Swarm(entry.metainfo().info(), files, entry.have(), settings, new Events());
    }

    Swarm swarm() {
        return swarm;
    }

    /** What is told to the trackers. */
    Announcer.Progress progress() {
        SwarmStatus status = swarm.status();
        return new Announcer.Progress(
                status.uploaded(), status.downloaded(), status.size() - status.done());
    }

    /** Is closed with this share, and told when it is complete. */
    void announcedBy(Optional<Announcer> announcer) {
        this.announcer = announcer;
        if (closed.get()) {
            announcer.ifPresent(Announcer::close);
        } else if (!wasComplete() && progress().left() == 0) {
            announcer.ifPresent(Announcer::completed); // it was so quick that nobody heard it
        }
    }

    public Metainfo metainfo() {
        return entry.metainfo();
    }

    /** Its file or folder. */
    public Path path() {
        return files.path();
    }

    public SwarmStatus status() {
        return swarm.status();
    }

    /** Whether it was whole when it was added: nothing had to be fetched. */
    public boolean wasComplete() {
        return entry.have().isAll();
    }

    /**
     * Waits until every piece is verified and on the disk, and the files have their names.
     *
     * @return false if the time was over, or the share was closed, first
     * @throws StorageException if the disk failed and fetching stopped
     */
    public boolean awaitDone(Duration timeout) throws InterruptedException, StorageException {
        return swarm.awaitDone(timeout);
    }

    /** Tells of peers that a stranger named, as a link does: none of this machine is dialled. */
    public void addPeers(Collection<InetSocketAddress> peers) {
        swarm.addPeers(peers, false);
    }

    /** Says goodbye to peers and trackers; keeps what is there. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                swarm.close();
                announcer.ifPresent(Announcer::close);
            } finally {
                files.close();
                forget.accept(this);
            }
        }
    }

    /** What the swarm tells: the trackers hear of the completion before the person does. */
    private final class Events implements SwarmListener {
        @Override
        public void banned(InetSocketAddress peer, String reason) {
            listener.banned(peer, reason);
        }

        @Override
        public void peerLeft(InetSocketAddress peer, String client, int pieces, long sent) {
            listener.peerLeft(peer, client, pieces, sent);
        }

        @Override
        public void completed() {
            announcer.ifPresent(Announcer::completed);
            listener.completed();
        }
    }
}
