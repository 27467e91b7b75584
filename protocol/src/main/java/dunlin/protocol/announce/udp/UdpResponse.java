package dunlin.protocol.announce.udp;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** What a tracker answers in one UDP packet (BEP 15). */
public sealed interface UdpResponse {
    /** That of the request. */
    int transactionId();

    /**
     * To a connect request.
     *
     * @param connectionId for the requests of the next minute
     */
    record Connected(int transactionId, long connectionId) implements UdpResponse {}

    /**
     * To an announce.
     *
     * @param interval seconds until the next one
     * @param leechers number of peers that lack something
     * @param seeders number of peers that have everything
     */
    record Announced(
            int transactionId,
            int interval,
            int leechers,
            int seeders,
            List<InetSocketAddress> peers)
            implements UdpResponse {
        public Announced {
            if (interval < 0 || leechers < 0 || seeders < 0) {
                throw new IllegalArgumentException(
                        "interval %d, %d leechers, %d seeders"
                                .formatted(interval, leechers, seeders));
            }
            peers = List.copyOf(peers);
        }
    }

    /**
     * To a scrape.
     *
     * @param swarms in the order of the request's info-hashes
     */
    record Scraped(int transactionId, List<Counts> swarms) implements UdpResponse {
        public Scraped {
            swarms = List.copyOf(swarms);
        }
    }

    /**
     * A refusal.
     *
     * @param message why, for a person: made safe to print, and cut to {@value #MAX_MESSAGE}
     *     characters
     */
    record Error(int transactionId, String message) implements UdpResponse {
        /** Most characters of a message. */
        public static final int MAX_MESSAGE = 300;

        public Error {
            // A tracker in C may send the NUL at the end of its text too.
            message = SafeText.line(withoutNuls(message), MAX_MESSAGE);
        }

        private static String withoutNuls(String text) {
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == 0) {
                end--;
            }
            return text.substring(0, end);
        }
    }

    /**
     * Writes the packet at the position of {@code out}.
     *
     * @param addressLength {@link dunlin.protocol.announce.PackedAddresses#IPV4} or {@link
     *     dunlin.protocol.announce.PackedAddresses#IPV6}, as the packet goes over the one or the
     *     other; peers of the other kind are left out
     * @throws java.nio.BufferOverflowException if there is not room for all of it
     */
    default void encodeTo(ByteBuffer out, int addressLength) {
        UdpResponseCodec.encode(this, out, addressLength);
    }

    /**
     * Reads the packet from position to limit of a big-endian buffer, which stay. Numbers that must
     * not be negative, and are, count as 0.
     *
     * @param addressLength as the packet came over IPv4 or IPv6
     * @throws ProtocolException if it is none
     */
    static UdpResponse parse(ByteBuffer packet, int addressLength) throws ProtocolException {
        return UdpResponseCodec.parse(packet, addressLength);
    }
}
