package dunlin.swarm.exchange;

import dunlin.net.LocalAddress;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.PexMessage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What one peer is told of the others in its swarm (BEP 11): soon after it came, then only what has
 * changed, a minute apart at least and so many at a time. Told {@link System#nanoTime}; not
 * thread-safe.
 */
public final class PeerExchange {
    /** Peers that are added, and as many that are dropped, in one message at most (BEP 11). */
    static final int MOST = 50;

    /** More than so many are never counted as told: as many as a swarm has, and those just gone. */
    private static final int MOST_TOLD = 500;

    private static final long APART = Duration.ofSeconds(60).toNanos();
    private static final long SOON = Duration.ofSeconds(2).toNanos();

    /** When there is nothing to tell, it is looked again after so long. */
    private static final long LATER = Duration.ofSeconds(5).toNanos();

    /** Up to so much later, so that not all peers are told in one moment. */
    private static final long JITTER = Duration.ofSeconds(5).toNanos();

    private final RandomGenerator random;
    private final Set<PeerAddress> told = new LinkedHashSet<>();
    private long dueAt;

    /** The peer came now. */
    public PeerExchange(RandomGenerator random, long now) {
        this.random = random;
        this.dueAt = now + random.nextLong(SOON);
    }

    /** Whether it is time to tell it something, if there is something. */
    public boolean isDue(long now) {
        return now - dueAt >= 0;
    }

    /**
     * What to tell it now. Of addresses in a local network only somebody there hears.
     *
     * @param to where the peer itself can be dialled: it is not told of itself
     * @param connected who is connected, and can be dialled
     * @return the message to send, or empty if it is not time, or it knows all there is
     */
    public Optional<PexMessage> tell(
            PeerAddress to, Collection<PexMessage.Peer> connected, long now) {
        if (!isDue(now)) {
            return Optional.empty();
        }
        List<PexMessage.Peer> added = added(to, connected);
        List<PeerAddress> dropped = dropped(connected);
        if (added.isEmpty() && dropped.isEmpty()) {
            dueAt = now + LATER;
            return Optional.empty();
        }
        added.forEach(peer -> told.add(peer.address()));
        dropped.forEach(told::remove);
        dueAt = now + APART + random.nextLong(JITTER);
        return Optional.of(new PexMessage(added, dropped));
    }

    private List<PexMessage.Peer> added(PeerAddress to, Collection<PexMessage.Peer> connected) {
        InetAddress listener = to.address();
        Set<PeerAddress> fresh = new LinkedHashSet<>();
        List<PexMessage.Peer> added = new ArrayList<>();
        int room = Math.min(MOST, MOST_TOLD - told.size());
        for (PexMessage.Peer peer : connected) {
            if (added.size() >= room) {
                break;
            }
            PeerAddress address = peer.address();
            if (!address.equals(to)
                    && !told.contains(address)
                    && mayHear(listener, address.address())
                    && fresh.add(address)) {
                added.add(peer);
            }
        }
        return added;
    }

    private static boolean mayHear(InetAddress listener, InetAddress named) {
        // A link-local address means something else on each link.
        return !named.isLinkLocalAddress() && LocalAddress.mayRedirect(listener, named);
    }

    private List<PeerAddress> dropped(Collection<PexMessage.Peer> connected) {
        Set<PeerAddress> here =
                connected.stream().map(PexMessage.Peer::address).collect(Collectors.toSet());
        return told.stream().filter(address -> !here.contains(address)).limit(MOST).toList();
    }
}
