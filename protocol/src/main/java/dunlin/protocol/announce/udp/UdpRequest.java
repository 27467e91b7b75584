package dunlin.protocol.announce.udp;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.ScrapeRequest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a client sends to a tracker in one UDP packet (BEP 15). */
public sealed interface UdpRequest {
    /** Chosen by the client, and repeated in the answer. */
    int transactionId();

    /** Asks for a connection id, which shows that the client can receive at its address. */
    record Connect(int transactionId) implements UdpRequest {}

    /**
     * Tells that a peer takes part, and asks for others.
     *
     * @param downloaded bytes received since {@link Event#STARTED}
     * @param left bytes still to be fetched; {@link Long#MAX_VALUE} if not known
     * @param uploaded bytes sent since {@link Event#STARTED}
     * @param ip the IPv4 address that the peer claims to have; 0 for the sender's, and under IPv6
     * @param key what the peer stays recognisable by when its address changes
     * @param numWant how many peers are wanted at most; negative leaves it to the tracker
     * @param port where the peer listens, 1 to 65535
     * @param urlData path and query of the tracker's URL (BEP 41), of printable ASCII, at most
     *     {@value UrlData#MAX_LENGTH} characters
     */
    record Announce(
            long connectionId,
            int transactionId,
            InfoHash infoHash,
            PeerId peerId,
            long downloaded,
            long left,
            long uploaded,
            Event event,
            int ip,
            int key,
            int numWant,
            int port,
            Optional<String> urlData)
            implements UdpRequest {
        public Announce {
            if (port < 1 || port > 65535 || uploaded < 0 || downloaded < 0 || left < 0) {
                throw new IllegalArgumentException(
                        "port %d, %d up, %d down, %d left"
                                .formatted(port, uploaded, downloaded, left));
            }
            urlData.ifPresent(UrlData::require);
        }

        /**
         * The packet for an announce. Left out is what it has no field for: a tracker's id, and a
         * claimed address under IPv6 or of IPv6. {@link AnnounceRequest#additions} go into the URL
         * data.
         *
         * @param addressLength as the packet goes over IPv4 or IPv6
         * @param urlData path and query of the tracker's URL
         */
        public static Announce of(
                AnnounceRequest request,
                int addressLength,
                long connectionId,
                int transactionId,
                Optional<String> urlData) {
            return new Announce(
                    connectionId,
                    transactionId,
                    request.infoHash(),
                    request.peerId(),
                    request.downloaded(),
                    request.left(),
                    request.uploaded(),
                    request.event(),
                    request.ip()
                            .filter(ip -> addressLength == PackedAddresses.IPV4)
                            .map(Ipv4Text::toInt)
                            .orElse(0),
                    request.key().map(Announce::key).orElse(0),
                    request.numWant().orElse(-1),
                    request.port(),
                    urlData);
        }

        /** Eight hexadecimal digits are the same key here as over HTTP. */
        private static int key(String key) {
            try {
                return Integer.parseUnsignedInt(key, 16);
            } catch (NumberFormatException e) {
                return key.hashCode();
            }
        }

        /**
         * What it says, as over HTTP.
         *
         * @throws ProtocolException if the query of the URL data is malformed; the message is fit
         *     to be told to the client
         */
        public AnnounceRequest toAnnounceRequest() throws ProtocolException {
            String url = urlData.orElse("");
            int mark = url.indexOf('?');
            AnnounceRequest request =
                    new AnnounceRequest(
                            infoHash,
                            peerId,
                            port,
                            uploaded,
                            downloaded,
                            left,
                            event,
                            numWant < 0 ? OptionalInt.empty() : OptionalInt.of(numWant),
                            true,
                            Optional.of(HexFormat.of().withUpperCase().toHexDigits(key)),
                            ip == 0 ? Optional.empty() : Optional.of(Ipv4Text.of(ip)),
                            Optional.empty(),
                            Optional.empty());
            return mark < 0 ? request : request.withAdditions(url.substring(mark + 1));
        }
    }

    /**
     * Asks how many have what.
     *
     * @param infoHashes the swarms, 1 to {@value ScrapeRequest#MAX_HASHES}
     */
    record Scrape(long connectionId, int transactionId, List<InfoHash> infoHashes)
            implements UdpRequest {
        public Scrape {
            infoHashes = List.copyOf(infoHashes);
            if (infoHashes.isEmpty() || infoHashes.size() > ScrapeRequest.MAX_HASHES) {
                throw new IllegalArgumentException(infoHashes.size() + " info-hashes to scrape");
            }
        }
    }

    /**
     * Writes the packet at the position of {@code out}.
     *
     * @throws java.nio.BufferOverflowException if there is not room for all of it; {@link
     *     UdpRequestCodec#MAX_LENGTH} bytes are enough for any
     */
    default void encodeTo(ByteBuffer out) {
        UdpRequestCodec.encode(this, out);
    }

    /**
     * Reads the packet from position to limit of a big-endian buffer, which stay.
     *
     * @throws ProtocolException if it is none; the message is fit to be told to the client
     */
    static UdpRequest parse(ByteBuffer packet) throws ProtocolException {
        return UdpRequestCodec.parse(packet);
    }
}
