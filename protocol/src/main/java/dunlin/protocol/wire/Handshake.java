package dunlin.protocol.wire;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The first 68 bytes that each side sends (BEP 3): {@code <19>"BitTorrent protocol"}, 8 reserved
 * bytes, info-hash, peer id.
 *
 * @param fast whether the fast extension is offered (BEP 6)
 * @param extended whether extension messages are offered (BEP 10)
 * @param v2 whether an upgrade to the v2 swarm is offered (BEP 52)
 */
public record Handshake(
        InfoHash infoHash, PeerId peerId, boolean fast, boolean extended, boolean v2) {
    /** Bytes in a handshake. */
    public static final int LENGTH = 68;

    /**
     * Reads the 68 bytes that remain in {@code in}. @throws ProtocolException if they are of
     * another protocol
     */
    public static Handshake parse(ByteBuffer in) throws ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Puts the 68 bytes into {@code out}. */
    public void put(ByteBuffer out) {
        throw new UnsupportedOperationException("not built yet");
    }
}
