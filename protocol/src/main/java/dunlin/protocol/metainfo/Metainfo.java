package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A {@code .torrent} file: the share's info dictionary and what stands around it (BEP 3, 12, 19).
 * Immutable.
 *
 * @param info the share itself
 * @param trackers announce URLs in tiers (BEP 12); a lone {@code announce} is one tier of one
 * @param webSeeds HTTP addresses of the content (BEP 19)
 * @param comment free text
 * @param createdBy the program that made it
 * @param createdAt when it was made
 * @param pieceLayers the raw bencoded {@code piece layers} dictionary (BEP 52), checked against the
 *     roots
 */
public record Metainfo(
        Info info,
        List<List<String>> trackers,
        List<String> webSeeds,
        Optional<String> comment,
        Optional<String> createdBy,
        Optional<Instant> createdAt,
        Optional<byte[]> pieceLayers) {
    /**
     * Reads a {@code .torrent} file and checks it whole.
     *
     * @throws ProtocolException if it is malformed, unsafe or beyond our limits
     */
    public static Metainfo parse(byte[] torrent) throws ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * A share of which only the info dictionary and some trackers are known, as after a magnet
     * link.
     */
    public static Metainfo of(Info info, List<List<String>> trackers) {
        return new Metainfo(
                info,
                trackers,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The bytes of the {@code .torrent} file; the info dictionary stands in it as it came. */
    public byte[] encode() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * The magnet link of this share: both info-hashes if there are two, name, size and trackers.
     */
    public Magnet magnet() {
        throw new UnsupportedOperationException("not built yet");
    }
}
