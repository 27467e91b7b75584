package dunlin.discovery.dht;

import dunlin.net.HostPort;
import dunlin.net.NameLookup;
import dunlin.net.Ticker;
import dunlin.protocol.PeerAddress;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a peer enters the DHT: by the nodes of its earlier life, and by those that are named. Nobody
 * waits for names: they are looked up beside everything else, and again, ever more seldom, while no
 * node is known. Guarded by the DHT's loop.
 */
final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    /** So long nodes of an earlier life have the turn before strangers are bothered. */
    private static final long OLD_FIRST = Duration.ofSeconds(5).toNanos();

    private static final long MIN_PAUSE = Duration.ofSeconds(30).toNanos();
    private static final long MAX_PAUSE = Duration.ofMinutes(15).toNanos();

    private final List<HostPort> hosts;
    private final List<PeerAddress> remembered;
    private final boolean atOnce;
    private final Consumer<Collection<PeerAddress>> join;
    private final NameLookup names;
    private final Ticker ticker;
    private final AtomicInteger lookingUp = new AtomicInteger();

    /** Whether there is anybody to ask at all. */
    private volatile boolean isSomewhere;

    private boolean hasBegun;
    private long nextAt;
    private long pause = MIN_PAUSE;

    /**
     * @param join takes addresses at which there may be nodes, on any thread
     */
    Entrance(
            DhtSettings settings,
            List<PeerAddress> remembered,
            Consumer<Collection<PeerAddress>> join,
            NameLookup names,
            Ticker ticker) {
        this.hosts = settings.entrances();
        this.remembered = remembered;
        this.isSomewhere = !remembered.isEmpty();
        this.atOnce = settings.entrancesAreNamed() || remembered.isEmpty();
        this.join = join;
        this.names = names;
        this.ticker = ticker;
    }

    /**
     * Does what is due.
     *
     * @param isIn whether there are nodes to ask
     * @return for how many nanoseconds nothing is
     */
    long step(boolean isIn, long now) {
        if (!hasBegun) {
            hasBegun = true;
            nextAt = atOnce ? now : now + OLD_FIRST;
            if (!remembered.isEmpty()) {
                join.accept(remembered);
            }
        }
        if (now >= nextAt && (!isIn || atOnce && pause == MIN_PAUSE)) {
            nextAt = now + pause;
            pause = Math.min(MAX_PAUSE, 2 * pause);
            lookingUp.addAndGet(hosts.size());
            hosts.forEach(host -> ticker.start("dht-entrance", () -> find(host)));
        }
        return now < nextAt ? nextAt - now : MIN_PAUSE; // it is looked again soon in any case
    }

    private void find(HostPort host) {
        try {
            List<PeerAddress> found = new ArrayList<>();
            for (InetAddress address : names.find(host.host(), NameLookup.PATIENCE)) {
                found.add(PeerAddress.of(address, host.port()));
            }
            isSomewhere = true;
            join.accept(found);
        } catch (UnknownHostException | InterruptedIOException e) {
            LOG.debug("no way into the DHT by {}: {}", host.host(), e.getMessage());
        } finally {
            lookingUp.decrementAndGet();
        }
    }

    /** Whether there is nowhere to enter by, as far as is known. */
    boolean isNowhere() {
        return hasBegun && !isSomewhere && lookingUp.get() == 0;
    }
}
