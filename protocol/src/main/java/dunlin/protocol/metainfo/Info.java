package dunlin.protocol.metainfo;

import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;

/**
 * The info dictionary of a share: its name, its files, and the hashes of its pieces (BEP 3, 47,
 * 52). Immutable. It keeps the raw bytes that came, which are what the info-hash is the hash of.
 */
public final class Info {
    private Info() {}

    /**
     * Reads an info dictionary and checks it whole.
     *
     * @throws ProtocolException if it is malformed, unsafe (names) or beyond our limits
     */
    public static Info parse(byte[] infoDictionary) throws ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The dictionary's bytes as they came; a copy. */
    public byte[] bytes() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * The name by which the swarm goes on the wire: the v1 info-hash if there is one, else the
     * truncated v2 one.
     */
    public InfoHash id() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The v1 info-hash; empty for a v2-only share. */
    public Optional<InfoHash> infoHash() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The v2 info-hash; empty for a v1-only share. */
    public Optional<InfoHashV2> infoHashV2() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The name of the file, or of the folder that holds the files; one safe name. */
    public String name() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Whether the share is one file, stored under {@link #name()} itself and not in a folder of
     * that name.
     */
    public boolean isSingleFile() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** All files, padding included, in the order of their bytes. */
    public List<FileEntry> files() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Bytes of content: padding not counted. */
    public long contentSize() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Pieces and blocks; its size counts padding. */
    public Geometry geometry() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Whether peers may come from the named trackers only (BEP 27). */
    public boolean isPrivate() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Whether v1 piece hashes are there, so that the share can be fetched and verified by SHA-1.
     */
    public boolean hasPieceHashes() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The 20-byte SHA-1 that this piece must have. Only if {@link #hasPieceHashes()}. */
    public byte[] pieceHash(int piece) {
        throw new UnsupportedOperationException("not built yet");
    }
}
