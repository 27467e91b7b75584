package dunlin.protocol.metainfo;

import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.Bencode;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The info dictionary of a share: its name, its files, and the hashes of its pieces (BEP 3, 47,
 * 52). Immutable. It keeps the raw bytes that came, which are what the info-hash is the hash of.
 * Two are equal if those bytes are.
 */
@SuppressWarnings("AvoidCommonTypeNames") // the specification calls it so
public final class Info {
    /** Most pieces of a share that is accepted. */
    public static final int MAX_PIECES = 1 << 21;

    /** Bytes in the SHA-1 of a piece. */
    public static final int PIECE_HASH_LENGTH = 20;

    private final byte[] bytes;
    private final String wireName;
    private final Optional<Charset> encoding;
    private final boolean singleFile;
    private final List<FileEntry> files;
    private final long contentSize;
    private final Geometry geometry;
    private final boolean isPrivate;
    private final boolean v1;
    private final int piecesAt;
    private final List<FileTree.Leaf> leaves;
    private final Optional<InfoHash> infoHash;
    private final Optional<InfoHashV2> infoHashV2;

    /** Only {@link InfoReader} makes them, after checking. */
    Info(
            byte[] bytes,
            String wireName,
            Optional<Charset> encoding,
            boolean singleFile,
            List<FileEntry> files,
            Geometry geometry,
            boolean isPrivate,
            boolean v1,
            int piecesAt,
            List<FileTree.Leaf> leaves) {
        this.bytes = bytes;
        this.wireName = wireName;
        this.encoding = encoding;
        this.singleFile = singleFile;
        this.files = List.copyOf(files);
        this.contentSize =
                files.stream().filter(file -> !file.padding()).mapToLong(FileEntry::length).sum();
        this.geometry = geometry;
        this.isPrivate = isPrivate;
        this.v1 = v1;
        this.piecesAt = piecesAt;
        this.leaves = leaves;
        this.infoHash = v1 ? Optional.of(InfoHash.ofInfo(bytes)) : Optional.empty();
        this.infoHashV2 =
                leaves.isEmpty() ? Optional.empty() : Optional.of(InfoHashV2.ofInfo(bytes));
    }

    /**
     * Reads an info dictionary and checks it whole.
     *
     * @throws ProtocolException if it is malformed, contradicts itself or is beyond our limits
     */
    public static Info parse(byte[] infoDictionary) throws ProtocolException {
        return read(Bencode.dictionary(infoDictionary, Bencode.Limits.TORRENT), Optional.empty());
    }

    /**
     * Reads an info dictionary that is part of something larger, which names an encoding or not.
     */
    static Info read(BDictionary dictionary, Optional<Charset> encoding) throws ProtocolException {
        return new InfoReader(dictionary, new WireNames(encoding)).read();
    }

    /** The dictionary's bytes as they came; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The name by which the swarm goes on the wire: the v1 info-hash if there is one, else the
     * truncated v2 one.
     */
    public InfoHash id() {
        return infoHash.orElseGet(() -> infoHashV2.orElseThrow().truncated());
    }

    /** The v1 info-hash; empty for a v2-only share. */
    public Optional<InfoHash> infoHash() {
        return infoHash;
    }

    /** The v2 info-hash; empty for a v1-only share. */
    public Optional<InfoHashV2> infoHashV2() {
        return infoHashV2;
    }

    /** The name of the file, or of the folder that holds the files, as it is shown: one line. */
    public String name() {
        return SafeName.of(wireName);
    }

    /** The name as its maker wrote it; not to be used on a disk or a screen as it is. */
    public String wireName() {
        return wireName;
    }

    /** How names that are no UTF-8 were read; beside the info dictionary, so not in its hash. */
    Optional<Charset> encoding() {
        return encoding;
    }

    /**
     * Whether the share is one file, stored under {@link #name()} itself and not in a folder of
     * that name.
     */
    public boolean isSingleFile() {
        return singleFile;
    }

    /**
     * All files, padding included, in the order of their bytes and without gaps. A v2-only share
     * has padding here wherever its files' alignment implies it.
     */
    public List<FileEntry> files() {
        return files;
    }

    /** Bytes of content: padding not counted. */
    public long contentSize() {
        return contentSize;
    }

    /** Pieces and blocks; its size counts padding. */
    public Geometry geometry() {
        return geometry;
    }

    /** Whether peers may come from the named trackers only (BEP 27). */
    public boolean isPrivate() {
        return isPrivate;
    }

    /**
     * Whether v1 piece hashes are there, so that the share can be fetched and verified by SHA-1.
     */
    public boolean hasPieceHashes() {
        return v1;
    }

    /** The 20-byte SHA-1 that this piece must have. Only if {@link #hasPieceHashes()}. */
    public byte[] pieceHash(int piece) {
        if (!v1) {
            throw new IllegalStateException("a v2-only share has no SHA-1 of its pieces");
        }
        if (piece < 0 || piece >= geometry.pieces()) {
            throw new IndexOutOfBoundsException("piece " + piece + " of " + geometry.pieces());
        }
        int from = piecesAt + piece * PIECE_HASH_LENGTH;
        return Arrays.copyOfRange(bytes, from, from + PIECE_HASH_LENGTH);
    }

    /** The files as the v2 tree has them; none for a v1-only share. */
    List<FileTree.Leaf> leaves() {
        return leaves;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Info that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    @Override
    public String toString() {
        return name() + " (" + id() + ")";
    }
}
