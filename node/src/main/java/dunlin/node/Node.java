package dunlin.node;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.StorageException;
import dunlin.swarm.SwarmListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A running peer: it listens, holds its shares, and finds peers for them. Thread-safe. */
public final class Node implements AutoCloseable {
    private Node() {}

    /** Opens the library and starts to listen. */
    public static Node open(NodeConfig config) throws IOException, StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Where this peer listens: an address that others can dial as far as is known. */
    public InetSocketAddress address() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * What the library remembers as standing whole and unchanged at {@code content}, so that it
     * need not be hashed again.
     */
    public Optional<Metainfo> remembered(Path content) throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Serves content that is whole at {@code content} (its file or folder). */
    public Share serve(
            Metainfo metainfo, Path content, List<List<String>> trackers, SwarmListener listener)
            throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Fetches a share into {@code folder}, or finds it there. What is there of it already is
     * verified and kept.
     *
     * @throws StorageException also if something else stands in its place
     */
    public Share fetch(
            Metainfo metainfo, Path folder, List<List<String>> trackers, SwarmListener listener)
            throws StorageException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Fetches the metadata that a magnet link names, from the peers of its swarm (BEP 9). Blocks.
     *
     * @return the metadata, or empty if no peer gave it in time
     */
    public Optional<Metainfo> resolve(Magnet magnet, List<List<String>> trackers, Duration deadline)
            throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Asks peers which pieces of a share they have: those whose addresses are given and those that
     * answer. Blocks.
     */
    public List<Located> locate(Metainfo metainfo, List<InetSocketAddress> peers, Duration deadline)
            throws InterruptedException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Stops every share, tells the trackers, closes all. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
