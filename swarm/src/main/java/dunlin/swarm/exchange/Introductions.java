package dunlin.swarm.exchange;

import dunlin.net.Allowance;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Whom to ask to bring us together with peers that we cannot dial (BEP 55). Each address is asked
 * for a few times in all, each time of another who named it; so many a minute. Told {@link
 * System#nanoTime}; not thread-safe.
 */
public final class Introductions {
    /** So many who named an address are asked for it. */
    static final int MOST_ASKED = 3;

    /** Addresses that are remembered to have been asked for. */
    static final int MOST_REMEMBERED = 500;

    /** So many are asked at once, as at the beginning, when all are dialled that are known. */
    static final int AT_ONCE = 20;

    private static final double A_SECOND = 0.5;
    private static final long MILLI = 1_000_000;

    /** How often each was asked for, the longest remembered first. */
    private final SequencedMap<InetSocketAddress, Integer> asked = new LinkedHashMap<>();

    private final Allowance allowance;

    /** Nobody was asked for yet. */
    public Introductions(long now) {
        this.allowance = new Allowance(AT_ONCE, A_SECOND, now / MILLI);
    }

    /**
     * A peer was dialled in vain, or an introducer cannot do it.
     *
     * @param introducers those who named it and bring others together, in an order that stays
     * @return which of them is to be asked now, if any
     */
    public <P> Optional<P> ask(InetSocketAddress peer, List<P> introducers, long now) {
        int times = asked.getOrDefault(peer, 0);
        if (introducers.isEmpty() || times >= MOST_ASKED || !allowance.take(now / MILLI)) {
            return Optional.empty();
        }
        asked.putLast(peer, times + 1);
        if (asked.size() > MOST_REMEMBERED) {
            asked.pollFirstEntry();
        }
        return Optional.of(introducers.get(times % introducers.size()));
    }

    /** Whether somebody was asked for this peer. */
    public boolean hasAskedFor(InetSocketAddress peer) {
        return asked.containsKey(peer);
    }
}
