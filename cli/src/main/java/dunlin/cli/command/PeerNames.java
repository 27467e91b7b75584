package dunlin.cli.command;

import dunlin.net.HostPort;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the indexes call the peers of shares. They are asked beside the work, when somebody is met
 * whom they did not name yet, and ever more seldom: names are worth little waiting. Thread-safe.
 */
public final class PeerNames {
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.HOURS.toNanos(1);

    /** Who waits for the end of a fetch does not notice it. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** Names beyond that are not remembered: an index may answer anything. */
    private static final int MOST = 10_000;

    private final Map<InetSocketAddress, String> names = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final Peer peer;
    private volatile long nextAt = System.nanoTime();
    private volatile long pause = FIRST_PAUSE;
    private volatile @Nullable Thread asker;

    public PeerNames(Peer peer) {
        this.peer = peer;
    }

    /** Its name, if one is known, and its address. */
    public String label(InetSocketAddress address) {
        return of(address).map(name -> name + " ").orElse("") + HostPort.format(address);
    }

    /**
     * Who came from an address of its own choice is known by its host, if the indexes know only one
     * peer there.
     */
    private Optional<String> of(InetSocketAddress address) {
        String exact = names.get(address);
        if (exact != null) {
            return Optional.of(exact);
        }
        List<String> there =
                names.entrySet().stream()
                        .filter(it -> it.getKey().getAddress().equals(address.getAddress()))
                        .map(Map.Entry::getValue)
                        .distinct()
                        .limit(2)
                        .toList();
        return there.size() == 1 ? Optional.of(there.getFirst()) : Optional.empty();
    }

    /** Remembers what a person called a peer. */
    void put(InetSocketAddress address, String name) {
        names.put(address, name);
    }

    /** Asks who has a share, unless all who are connected have a name, or it was just asked. */
    public void learn(SwarmStatus status, Optional<InfoHash> share) {
        if (share.isPresent()
                && System.nanoTime() - nextAt >= 0
                && status.peers().stream().anyMatch(it -> of(it.address()).isEmpty())
                && asking.compareAndSet(false, true)) {
            asker = Thread.ofVirtual().name("peer-names").start(() -> ask(share.get()));
        }
    }

    /** As {@link #learn}, and waits a moment for the answer: for what is said once, at the end. */
    void settle(SwarmStatus status, Optional<InfoHash> share) throws InterruptedException {
        learn(status, share);
        Thread running = asker;
        if (running != null) {
            running.join(PATIENCE);
        }
    }

    private void ask(InfoHash share) {
        try {
            for (ListedPeer holder : peer.holders(share)) {
                if (names.size() < MOST) {
                    names.put(holder.address(), holder.name());
                }
            }
        } catch (NodeRefusal | RuntimeException _) {
            // No index, or none that answers: addresses have to do.
        } finally {
            nextAt = System.nanoTime() + pause;
            pause =
                    Math.min(
                            LONGEST_PAUSE, 2 * pause); // one who stays nameless is no reason to nag
            asking.set(false);
        }
    }
}
