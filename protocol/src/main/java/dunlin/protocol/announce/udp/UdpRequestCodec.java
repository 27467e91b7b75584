package dunlin.protocol.announce.udp;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.udp.UdpRequest.Announce;
import dunlin.protocol.announce.udp.UdpRequest.Connect;
import dunlin.protocol.announce.udp.UdpRequest.Scrape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests in packets, and where in them each field stands. All numbers are big-endian.
 *
 * <pre>
 *   0                 8         12               16
 *   connection id 8 | action 4 | transaction id 4 |
 *
 *   connect 0    (the connection id is {@link #PROTOCOL_ID})
 *
 *   announce 1   16            36           56             64       72           80
 *                info-hash 20 | peer id 20 | downloaded 8 | left 8 | uploaded 8 |
 *                80        84     88      92          96       98
 *                event 4 | ip 4 | key 4 | num want 4 | port 2 | options, see {@link UrlData}
 *
 *   scrape 2     16
 *                info-hash 20, 1 to 74 times
 * </pre>
 *
 * <p>A connect packet may be longer than told here; a later version of the protocol would make it
 * so (BEP 15).
 */
public final class UdpRequestCodec {
    /** What stands for a connection id where there is none yet. */
    public static final long PROTOCOL_ID = 0x41727101980L;

    public static final int CONNECT = 0;
    public static final int ANNOUNCE = 1;
    public static final int SCRAPE = 2;

    /** Offsets, of every request. */
    public static final int CONNECTION_ID = 0;

    public static final int ACTION = 8;
    public static final int TRANSACTION_ID = 12;

    /** Bytes of a connect request, and of what every request begins with. */
    public static final int HEAD_LENGTH = 16;

    /** Offsets, of an announce. */
    public static final int INFO_HASH = 16;

    public static final int PEER_ID = 36;
    public static final int DOWNLOADED = 56;
    public static final int LEFT = 64;
    public static final int UPLOADED = 72;
    public static final int EVENT = 80;
    public static final int IP = 84;
    public static final int KEY = 88;
    public static final int NUM_WANT = 92;
    public static final int PORT = 96;

    /** Bytes of an announce without options, and where they begin. */
    public static final int OPTIONS = 98;

    /** Offset of the first info-hash of a scrape. */
    public static final int SCRAPED_HASHES = 16;

    /** Bytes of the longest request that is written. */
    public static final int MAX_LENGTH =
            OPTIONS + UrlData.MAX_LENGTH + 2 * (UrlData.MAX_LENGTH / 255 + 1);

    private static final int NONE = 0;
    private static final int COMPLETED = 1;
    private static final int STARTED = 2;
    private static final int STOPPED = 3;

    /** Of a peer that wants no more than it has (BEP 21). */
    private static final int PAUSED = 4;

    private UdpRequestCodec() {}

    static void encode(UdpRequest request, ByteBuffer out) {
        switch (request) {
            case Connect connect -> head(out, PROTOCOL_ID, CONNECT, connect.transactionId());
            case Announce announce -> encodeAnnounce(announce, out);
            case Scrape scrape -> {
                head(out, scrape.connectionId(), SCRAPE, scrape.transactionId());
                scrape.infoHashes().forEach(hash -> out.put(hash.bytes()));
            }
        }
    }

    private static void head(ByteBuffer out, long connectionId, int action, int transactionId) {
        out.putLong(connectionId).putInt(action).putInt(transactionId);
    }

    private static void encodeAnnounce(Announce announce, ByteBuffer out) {
        head(out, announce.connectionId(), ANNOUNCE, announce.transactionId());
        out.put(announce.infoHash().bytes()).put(announce.peerId().bytes());
        out.putLong(announce.downloaded()).putLong(announce.left()).putLong(announce.uploaded());
        out.putInt(code(announce.event())).putInt(announce.ip()).putInt(announce.key());
        out.putInt(announce.numWant()).putShort((short) announce.port());
        announce.urlData().ifPresent(data -> UrlData.write(data, out));
    }

    static UdpRequest parse(ByteBuffer packet) throws ProtocolException {
        int start = packet.position();
        requireLength(packet, HEAD_LENGTH);
        long connectionId = packet.getLong(start + CONNECTION_ID);
        int transactionId = packet.getInt(start + TRANSACTION_ID);
        int action = packet.getInt(start + ACTION);
        return switch (action) {
            case CONNECT -> {
                if (connectionId != PROTOCOL_ID) {
                    throw new ProtocolException(
                            "a connect request with protocol id %x".formatted(connectionId));
                }
                yield new Connect(transactionId);
            }
            case ANNOUNCE -> parseAnnounce(packet, start, connectionId, transactionId);
            case SCRAPE -> new Scrape(connectionId, transactionId, hashes(packet, start));
            default -> throw new ProtocolException("a request with action " + action);
        };
    }

    private static Announce parseAnnounce(
            ByteBuffer packet, int start, long connectionId, int transactionId)
            throws ProtocolException {
        requireLength(packet, OPTIONS);
        int port = Short.toUnsignedInt(packet.getShort(start + PORT));
        return new Announce(
                connectionId,
                transactionId,
                InfoHash.at(packet, start + INFO_HASH),
                PeerId.at(packet, start + PEER_ID),
                count(packet.getLong(start + DOWNLOADED)),
                count(packet.getLong(start + LEFT)), // -1, before a client knows it, is this too
                count(packet.getLong(start + UPLOADED)),
                event(packet.getInt(start + EVENT)),
                packet.getInt(start + IP),
                packet.getInt(start + KEY),
                packet.getInt(start + NUM_WANT),
                port,
                UrlData.read(packet, start + OPTIONS));
    }

    private static List<InfoHash> hashes(ByteBuffer packet, int start) throws ProtocolException {
        int length = packet.remaining() - SCRAPED_HASHES;
        int count = Math.min(length / InfoHash.LENGTH, ScrapeRequest.MAX_HASHES);
        if (count == 0) {
            throw new ProtocolException("a scrape without an info-hash");
        }
        List<InfoHash> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(InfoHash.at(packet, start + SCRAPED_HASHES + i * InfoHash.LENGTH));
        }
        return hashes;
    }

    private static void requireLength(ByteBuffer packet, int length) throws ProtocolException {
        if (packet.remaining() < length) {
            throw new ProtocolException(
                    "a request of %d bytes, at least %d belong there"
                            .formatted(packet.remaining(), length));
        }
    }

    /** A count of bytes; one beyond what a {@code long} holds is the largest. */
    private static long count(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    private static int code(Event event) {
        return switch (event) {
            case NONE -> NONE;
            case COMPLETED -> COMPLETED;
            case STARTED -> STARTED;
            case STOPPED -> STOPPED;
            case PAUSED -> PAUSED;
        };
    }

    /** The event of the number in a packet's field; of one that is not known, none. */
    public static Event event(int code) {
        return switch (code) {
            case COMPLETED -> Event.COMPLETED;
            case STARTED -> Event.STARTED;
            case STOPPED -> Event.STOPPED;
            case PAUSED -> Event.PAUSED;
            default -> Event.NONE;
        };
    }
}
