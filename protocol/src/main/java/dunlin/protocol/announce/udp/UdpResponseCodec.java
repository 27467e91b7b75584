package dunlin.protocol.announce.udp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.protocol.announce.udp.UdpResponse.Error;
import dunlin.protocol.announce.udp.UdpResponse.Scraped;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers in packets, and where in them each field stands. All numbers are big-endian.
 *
 * <pre>
 *   0          4                  8
 *   action 4 | transaction id 4 |
 *
 *   connect 0    8                 16
 *                connection id 8 |
 *
 *   announce 1   8            12           16          20
 *                interval 4 | leechers 4 | seeders 4 | address 4 | port 2    each, over IPv4
 *                                                      address 16 | port 2   each, over IPv6
 *
 *   scrape 2     8
 *                seeders 4 | completed 4 | leechers 4   each, in the order of the request
 *
 *   error 3      8
 *                message in UTF-8, to the end
 * </pre>
 */
public final class UdpResponseCodec {
    public static final int CONNECT = 0;
    public static final int ANNOUNCE = 1;
    public static final int SCRAPE = 2;
    public static final int ERROR = 3;

    /** Offsets, of every answer. */
    public static final int ACTION = 0;

    public static final int TRANSACTION_ID = 4;

    /** Bytes that every answer begins with. */
    public static final int HEAD_LENGTH = 8;

    /** Offset, of a connect answer. */
    public static final int CONNECTION_ID = 8;

    /** Bytes of a connect answer. */
    public static final int CONNECTED_LENGTH = 16;

    /** Offsets, of an announce's answer. */
    public static final int INTERVAL = 8;

    public static final int LEECHERS = 12;
    public static final int SEEDERS = 16;

    /** Bytes of an announce's answer without peers, and where they begin. */
    public static final int PEERS = 20;

    /** Offset of the first counts in a scrape's answer. */
    public static final int COUNTS = 8;

    /** Bytes of the counts of one swarm. */
    public static final int COUNTS_LENGTH = 12;

    /** Offset of an error's message. */
    public static final int MESSAGE = 8;

    /** Bytes of a message that are looked at. */
    private static final int MAX_MESSAGE = 1_200;

    private UdpResponseCodec() {}

    static void encode(UdpResponse response, ByteBuffer out, int addressLength) {
        switch (response) {
            case Connected connected ->
                    head(out, CONNECT, response).putLong(connected.connectionId());
            case Announced announced -> {
                head(out, ANNOUNCE, response).putInt(announced.interval());
                out.putInt(announced.leechers()).putInt(announced.seeders());
                out.put(PackedAddresses.pack(announced.peers(), addressLength));
            }
            case Scraped scraped -> {
                head(out, SCRAPE, response);
                for (Counts counts : scraped.swarms()) {
                    int completed = (int) Math.min(counts.downloaded(), Integer.MAX_VALUE);
                    out.putInt(counts.complete()).putInt(completed).putInt(counts.incomplete());
                }
            }
            case Error error -> head(out, ERROR, response).put(error.message().getBytes(UTF_8));
        }
    }

    private static ByteBuffer head(ByteBuffer out, int action, UdpResponse response) {
        return out.putInt(action).putInt(response.transactionId());
    }

    static UdpResponse parse(ByteBuffer packet, int addressLength) throws ProtocolException {
        int start = packet.position();
        requireLength(packet, HEAD_LENGTH);
        int transactionId = packet.getInt(start + TRANSACTION_ID);
        int action = packet.getInt(start + ACTION);
        return switch (action) {
            case CONNECT -> {
                requireLength(packet, CONNECTED_LENGTH);
                yield new Connected(transactionId, packet.getLong(start + CONNECTION_ID));
            }
            case ANNOUNCE -> {
                requireLength(packet, PEERS);
                yield new Announced(
                        transactionId,
                        count(packet, start + INTERVAL),
                        count(packet, start + LEECHERS),
                        count(packet, start + SEEDERS),
                        peers(packet, start, addressLength));
            }
            case SCRAPE -> new Scraped(transactionId, swarms(packet, start));
            case ERROR -> new Error(transactionId, message(packet, start));
            default -> throw new ProtocolException("an answer with action " + action);
        };
    }

    private static List<InetSocketAddress> peers(ByteBuffer packet, int start, int addressLength) {
        byte[] packed = new byte[packet.remaining() - PEERS];
        packet.get(start + PEERS, packed);
        return PackedAddresses.unpack(packed, addressLength, AnnounceResponse.MAX_PEERS);
    }

    /** As many as are whole; a part at the end tells nothing. */
    private static List<Counts> swarms(ByteBuffer packet, int start) {
        int whole = (packet.remaining() - COUNTS) / COUNTS_LENGTH;
        List<Counts> swarms = new ArrayList<>();
        for (int i = 0; i < Math.min(whole, ScrapeRequest.MAX_HASHES); i++) {
            int at = start + COUNTS + i * COUNTS_LENGTH;
            swarms.add(new Counts(count(packet, at), count(packet, at + 4), count(packet, at + 8)));
        }
        return swarms;
    }

    private static String message(ByteBuffer packet, int start) {
        byte[] bytes = new byte[Math.min(packet.remaining() - MESSAGE, MAX_MESSAGE)];
        packet.get(start + MESSAGE, bytes);
        return new String(bytes, UTF_8);
    }

    private static int count(ByteBuffer packet, int index) {
        return Math.max(0, packet.getInt(index));
    }

    private static void requireLength(ByteBuffer packet, int length) throws ProtocolException {
        if (packet.remaining() < length) {
            throw new ProtocolException(
                    "an answer of %d bytes, at least %d belong there"
                            .formatted(packet.remaining(), length));
        }
    }
}
