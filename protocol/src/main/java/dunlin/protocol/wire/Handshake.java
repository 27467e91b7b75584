package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first 68 bytes that each side sends (BEP 3).
 *
 * <pre>
 *  0        1                       20         28           48        68
 *  +--------+-----------------------+----------+------------+---------+
 *  |   19   | "BitTorrent protocol" | reserved | info-hash  | peer id |
 *  +--------+-----------------------+----------+------------+---------+
 *  reserved[5] &amp; 0x10  extension messages (BEP 10)
 *  reserved[7] &amp; 0x04  fast extension (BEP 6)
 *  reserved[7] &amp; 0x01  a node of the DHT, whose port PORT tells (BEP 5)
 *  reserved[7] &amp; 0x10  upgrade to the v2 swarm (BEP 52)
 * </pre>
 *
 * @param fast whether the fast extension is offered (BEP 6)
 * @param extended whether extension messages are offered (BEP 10)
 * @param v2 whether an upgrade to the v2 swarm is offered (BEP 52)
 * @param dht whether there is a node of the DHT (BEP 5)
 */
public record Handshake(
        InfoHash infoHash, PeerId peerId, boolean fast, boolean extended, boolean v2, boolean dht) {
    /** Of a peer with no node of the DHT. */
    public Handshake(InfoHash infoHash, PeerId peerId, boolean fast, boolean extended, boolean v2) {
        this(infoHash, peerId, fast, extended, v2, false);
    }

    /** Ours: it offers the fast extension and extension messages. */
    public static Handshake ours(InfoHash infoHash, PeerId self) {
        return new Handshake(infoHash, self, true, true, false);
    }

    /** The same, with a node of the DHT or without. */
    public Handshake withDht(boolean hasNode) {
        return new Handshake(infoHash, peerId, fast, extended, v2, hasNode);
    }

    /** Bytes in a handshake. */
    public static final int LENGTH = 68;

    /** Bytes before the peer id, which say all that has to be known for an answer. */
    public static final int HEAD_LENGTH = LENGTH - PeerId.LENGTH;

    private static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(ISO_8859_1);
    private static final int RESERVED = 8;
    private static final byte EXTENDED_BIT = 0x10; // of reserved[5]
    private static final byte FAST_BIT = 0x04; // of reserved[7]
    private static final byte DHT_BIT = 0x01; // of reserved[7]
    private static final byte V2_BIT = 0x10; // of reserved[7]

    /**
     * Reads the 68 bytes that remain in {@code in}.
     *
     * @throws ProtocolException if they are of another protocol, or fewer
     */
    public static Handshake parse(ByteBuffer in) throws ProtocolException {
        if (in.remaining() < LENGTH) {
            throw new ProtocolException("a handshake cut short after " + in.remaining() + " bytes");
        }
        requireProtocol(in);
        byte[] reserved = take(in, RESERVED);
        InfoHash infoHash = InfoHash.of(take(in, InfoHash.LENGTH));
        PeerId peerId = PeerId.of(take(in, PeerId.LENGTH));
        return new Handshake(
                infoHash,
                peerId,
                (reserved[7] & FAST_BIT) != 0,
                (reserved[5] & EXTENDED_BIT) != 0,
                (reserved[7] & V2_BIT) != 0,
                (reserved[7] & DHT_BIT) != 0);
    }

    /**
     * Reads for which share the {@link #HEAD_LENGTH} bytes ask that remain in {@code in}.
     *
     * @throws ProtocolException if they are of another protocol
     */
    public static InfoHash infoHash(ByteBuffer in) throws ProtocolException {
        requireProtocol(in);
        take(in, RESERVED);
        return InfoHash.of(take(in, InfoHash.LENGTH));
    }

    private static void requireProtocol(ByteBuffer in) throws ProtocolException {
        byte[] protocol = take(in, PROTOCOL.length);
        if (!Arrays.equals(protocol, PROTOCOL)) {
            throw new ProtocolException(
                    "not the BitTorrent protocol, it begins with "
                            + SafeText.forTerminal(new String(protocol, ISO_8859_1)));
        }
    }

    /** Puts the 68 bytes into {@code out}. */
    public void put(ByteBuffer out) {
        byte[] reserved = new byte[RESERVED];
        reserved[5] = extended ? EXTENDED_BIT : 0;
        reserved[7] = (byte) ((fast ? FAST_BIT : 0) | (v2 ? V2_BIT : 0) | (dht ? DHT_BIT : 0));
        out.put(PROTOCOL).put(reserved).put(infoHash.bytes()).put(peerId.bytes());
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
