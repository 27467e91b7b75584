package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The own address as those see it whom we asked (BEP 42): what most of the last sixteen say, each
 * group of hosts one vote, five at least.
 */
final class AddressVotes {
    private static final int KEPT = 16;
    private static final int LEAST = 5;

    private record Vote(long group, PeerAddress address) {}

    private final Deque<Vote> votes = new ArrayDeque<>(2);
    private Optional<PeerAddress> elected = Optional.empty();

    /**
     * @return whether another address is elected than before; its port does not count
     */
    boolean add(PeerAddress voter, PeerAddress address) {
        long group = Hosts.isLocal(voter) ? Hosts.host(voter) : Hosts.group(voter);
        votes.removeIf(it -> it.group() == group);
        votes.addLast(new Vote(group, address));
        if (votes.size() > KEPT) {
            votes.removeFirst();
        }
        if (elected.isPresent() && elected.get().withPort(0).equals(address.withPort(0))) {
            return false;
        }
        Optional<PeerAddress> before = elected;
        elect();
        return !elected.map(it -> it.withPort(0)).equals(before.map(it -> it.withPort(0)));
    }

    private void elect() {
        Map<PeerAddress, Integer> hosts = new HashMap<>();
        for (Vote vote : votes) {
            int count = hosts.merge(vote.address().withPort(0), 1, Integer::sum);
            if (count >= LEAST && count * 2 > votes.size()) {
                PeerAddress host = vote.address().withPort(0);
                if (elected.isEmpty() || !elected.get().withPort(0).equals(host)) {
                    elected = Optional.of(vote.address());
                }
            }
        }
    }

    Optional<PeerAddress> elected() {
        return elected;
    }
}
