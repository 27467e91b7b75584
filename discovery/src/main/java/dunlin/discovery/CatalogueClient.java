package dunlin.discovery;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Talks to the catalogue of one index over HTTP. Every call blocks, within a deadline. Thread-safe.
 */
public final class CatalogueClient {
    /** A share as the catalogue lists it. */
    public record Listing(
            String id,
            String name,
            long size,
            int files,
            int seeders,
            int leechers,
            String sharedBy,
            Instant sharedAt,
            String magnet) {}

    /** A peer of a share as the index knows it. */
    public record Holder(String name, InetSocketAddress address, boolean complete, Instant since) {}

    /**
     * @param index {@code http://host:port} of the index
     */
    public CatalogueClient(URI index) {}

    /** Where this index takes announces. */
    public URI announceUrl() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Registers a share with its {@code .torrent}. Registering what is there adds nothing twice.
     *
     * @param sharedBy the name of the peer
     */
    public Listing register(byte[] torrent, String sharedBy) throws IOException, ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Everything in the catalogue, newest first; fetched page by page. */
    public List<Listing> list() throws IOException, ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * The shares that {@code nameOrId} (a name, an id or a prefix of 6 or more digits) means: none,
     * one or several.
     */
    public List<Listing> lookUp(String nameOrId) throws IOException, ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The {@code .torrent} of a share, or empty if the catalogue has none of this id. */
    public Optional<byte[]> torrent(String id) throws IOException, ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The peers of a share that the index knows now. */
    public List<Holder> peers(String id) throws IOException, ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }
}
