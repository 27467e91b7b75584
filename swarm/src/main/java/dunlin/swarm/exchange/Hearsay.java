package dunlin.swarm.exchange;

import dunlin.net.LocalAddress;
import dunlin.protocol.wire.PexMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much of what one peer says of others is believed (BEP 11): so many addresses a minute and in
 * all, none of which lies nearer to us than the peer itself. What is beyond that is passed over. Of
 * those that can be met through it (BEP 55) it is remembered that it named them. Told {@link
 * System#nanoTime}; not thread-safe.
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

    /** Whom it is connected with, of those that were believed. */
    private final Set<InetSocketAddress> meetable = new HashSet<>();

    private boolean hasSpoken;
    private long spokeAt;
    private int taken;

    /** Nothing was heard yet. @param from the address of the peer that tells */
    public Hearsay(InetAddress from) {
        this.from = from;
    }

    /** The peer told this. @return the addresses at which there may be peers */
    public List<InetSocketAddress> heard(PexMessage message, long now) {
        message.dropped().forEach(peer -> meetable.remove(peer.socketAddress()));
        if (message.added().isEmpty() || (hasSpoken && now - spokeAt < APART)) {
            return List.of();
        }
        int most = Math.min(hasSpoken ? MOST : MOST_AT_FIRST, MOST_IN_ALL - taken);
        hasSpoken = true;
        spokeAt = now;
        List<InetSocketAddress> believed = new ArrayList<>();
        for (PexMessage.Peer peer : message.added().stream().limit(most).toList()) {
            InetSocketAddress address = peer.address().socketAddress();
            if (LocalAddress.mayRedirect(from, address.getAddress())) {
                believed.add(address);
                if ((peer.flags() & PexMessage.HOLEPUNCH) != 0) {
                    meetable.add(address);
                }
            }
        }
        taken += believed.size();
        return believed;
    }

    /** Whether it said, and did not take back, that it can bring others together with this peer. */
    public boolean introduces(InetSocketAddress address) {
        return meetable.contains(address);
    }
}
