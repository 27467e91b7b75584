package dunlin.protocol.metainfo;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A magnet link (BEP 9, and BEP 53 for {@code so}). At least one of the two info-hashes is there.
 *
 * @param infoHash {@code xt=urn:btih:}, in hexadecimal or base32
 * @param infoHashV2 {@code xt=urn:btmh:}
 * @param name {@code dn}
 * @param size {@code xl}, bytes
 * @param trackers {@code tr}
 * @param peers {@code x.pe}, as {@code host:port} with a port of 1 to 65535
 * @param webSeeds {@code ws}
 * @param selected {@code so}: indexes of the files asked for, as inclusive ranges; empty for all
 */
public record Magnet(
        Optional<InfoHash> infoHash,
        Optional<InfoHashV2> infoHashV2,
        Optional<String> name,
        OptionalLong size,
        List<String> trackers,
        List<String> peers,
        List<String> webSeeds,
        List<Range> selected) {
    /** File indexes from {@code first} to {@code last}, both included. */
    public record Range(int first, int last) {}

    /**
     * Reads a magnet link.
     *
     * @throws ProtocolException if it is malformed, too long, or names no info-hash
     */
    public static Magnet parse(String uri) throws ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * The name by which the swarm goes on the wire: the v1 info-hash if there is one, else the
     * truncated v2 one.
     */
    public InfoHash id() {
        return infoHash.orElseGet(() -> infoHashV2.orElseThrow().truncated());
    }

    /** The link. */
    @Override
    public String toString() {
        throw new UnsupportedOperationException("not built yet");
    }
}
