package dunlin.discovery;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Keeps one swarm announced at its trackers (BEP 3, tiers of BEP 12) from a virtual thread of its
 * own, and hands on the peers that they name. A tracker that fails is said so once and tried again
 * later, ever more seldom.
 */
public final class Announcer implements AutoCloseable {
    /** What is told to the trackers; asked anew at every announce. */
    public record Progress(long uploaded, long downloaded, long left) {}

    /** The swarm's side. Called on the announcer's thread; must not block for long. */
    public interface Subscriber {
        Progress progress();

        /** Whether more peers are wanted just now. */
        boolean wantsPeers();

        void found(Collection<InetSocketAddress> peers);

        /** A tracker answered for the first time, or again after it had failed. */
        void trackerWorks(String url, int seeders, int leechers);

        /**
         * A tracker failed: the reason in one line. Told when it begins to fail, not at every try.
         */
        void trackerFails(String url, String reason);
    }

    /**
     * Who announces.
     *
     * @param port where this peer listens
     * @param address the address to be told to the tracker instead of the one it sees, if any
     * @param name the name of this peer, told to indexes of our own
     */
    public record Self(PeerId peerId, int port, Optional<String> address, String name) {}

    /** Starts announcing with {@code started}. */
    public static Announcer start(
            InfoHash infoHash, List<List<String>> tiers, Self self, Subscriber subscriber) {
        throw new UnsupportedOperationException("not built yet");
    }

    private Announcer() {}

    /** Says {@code completed} to the trackers, once, as soon as possible. */
    public void completed() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Announces again soon, because peers are needed; at most as often as the trackers allow. */
    public void hurry() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Says {@code stopped}, waits a short while for it to be heard, and ends. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
