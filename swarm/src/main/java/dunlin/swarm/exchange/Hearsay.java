package dunlin.swarm.exchange;

import dunlin.net.LocalAddress;
import dunlin.protocol.wire.PexMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How much of what one peer says of others is believed (BEP 11): so many addresses a minute and in
 * all, none of which lies nearer to us than the peer itself. What is beyond that is passed over.
 * Told {@link System#nanoTime}; not thread-safe.
 */
public final class Hearsay {
    /** The first message may tell of all whom the sender knows already. */
    static final int MOST_AT_FIRST = 100;

    /** Addresses that are taken from one message after that. */
    static final int MOST = PeerExchange.MOST;

    /** Addresses that are taken from one peer: a quarter of what a share's book holds. */
    static final int MOST_IN_ALL = 500;

    /** A minute, and some allowance for how long messages take. */
    private static final long APART = Duration.ofSeconds(45).toNanos();

    private final InetAddress from;
    private boolean hasSpoken;
    private long spokeAt;
    private int taken;

    /** Nothing was heard yet. @param from the address of the peer that tells */
    public Hearsay(InetAddress from) {
        this.from = from;
    }

    /** The peer told this. @return the addresses at which there may be peers */
    public List<InetSocketAddress> heard(PexMessage message, long now) {
        if (message.added().isEmpty() || (hasSpoken && now - spokeAt < APART)) {
            return List.of();
        }
        int most = Math.min(hasSpoken ? MOST : MOST_AT_FIRST, MOST_IN_ALL - taken);
        hasSpoken = true;
        spokeAt = now;
        List<InetSocketAddress> believed =
                message.added().stream()
                        .limit(most)
                        .map(peer -> peer.address().socketAddress())
                        .filter(it -> LocalAddress.mayRedirect(from, it.getAddress()))
                        .toList();
        taken += believed.size();
        return believed;
    }
}
