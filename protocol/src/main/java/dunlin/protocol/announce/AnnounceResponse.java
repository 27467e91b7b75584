package dunlin.protocol.announce;

import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a tracker answers to an announce: {@link Peers} or a {@link Failure}. */
public sealed interface AnnounceResponse {
    /** Most peers that are taken from an answer; what follows is passed over. */
    int MAX_PEERS = 2_000;

    /**
     * A peer as the tracker names it.
     *
     * @param id its peer id, which packed addresses leave out
     */
    record Peer(InetSocketAddress address, Optional<PeerId> id) {}

    /**
     * The announce was taken.
     *
     * @param interval seconds until the next one
     * @param minInterval seconds before which the tracker wants no other
     * @param complete number of seeders, if told
     * @param incomplete number of leechers, if told
     * @param warning something a person should know
     * @param trackerId to be sent with the next announce; its bytes as ISO 8859-1
     * @param externalIp the asker's address as the tracker sees it (BEP 24)
     * @param asksName whether the tracker is an index of our own that would like to be told the
     *     peer's name; our addition
     */
    record Peers(
            int interval,
            OptionalInt minInterval,
            OptionalInt complete,
            OptionalInt incomplete,
            List<Peer> peers,
            Optional<String> warning,
            Optional<String> trackerId,
            Optional<InetAddress> externalIp,
            boolean asksName)
            implements AnnounceResponse {
        public Peers {
            peers = List.copyOf(peers);
        }

        /**
         * The bencoded answer with peers that are packed already, in the place of its own.
         *
         * @param ipv4 as BEP 23 has them
         * @param ipv6 as BEP 7 has them
         */
        public byte[] encode(byte[] ipv4, byte[] ipv6) {
            return AnnounceResponseCodec.encode(this, ipv4, ipv6);
        }

        /** The peers' addresses, in order. */
        public List<InetSocketAddress> addresses() {
            return peers.stream().map(Peer::address).toList();
        }
    }

    /**
     * The announce was refused.
     *
     * @param reason one line for a person
     * @param retryIn how long to wait before another try (BEP 31), if told; {@link #NEVER} for
     *     never
     * @param asksName whether it might be taken if the peer showed its name, as in {@link Peers}
     */
    record Failure(String reason, Optional<Duration> retryIn, boolean asksName)
            implements AnnounceResponse {
        /** The tracker does not want to be asked again. */
        public static final Duration NEVER = ChronoUnit.FOREVER.getDuration();

        public Failure(String reason) {
            this(reason, Optional.empty());
        }

        /** One that no name would change. */
        public Failure(String reason, Optional<Duration> retryIn) {
            this(reason, retryIn, false);
        }
    }

    /**
     * The bencoded answer.
     *
     * @param compact whether peers are packed (BEP 23, and BEP 7 for IPv6) or dictionaries (BEP 3)
     */
    default byte[] encode(boolean compact) {
        return AnnounceResponseCodec.encode(this, compact);
    }

    /**
     * Reads a bencoded answer, in any of the forms that trackers use.
     *
     * @throws ProtocolException if it is none
     */
    static AnnounceResponse parse(byte[] answer) throws ProtocolException {
        return AnnounceResponseCodec.parse(answer);
    }
}
