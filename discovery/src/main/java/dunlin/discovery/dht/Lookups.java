package dunlin.discovery.dht;

import dunlin.discovery.dht.core.Announcement;
import dunlin.discovery.dht.core.Found;
import dunlin.discovery.dht.core.Running;
import dunlin.protocol.InfoHash;
import java.util.Collection;
import java.util.function.Function;

/** What the DHT does for who wants peers; see {@link dunlin.discovery.dht.core.DhtNode}. */
interface Lookups {
    /** Whether there is a node to ask. */
    boolean knowsAny();

    /** Whether one of our nodes has found its place. */
    boolean isReady();

    /** Whether all of them have that have somebody to ask. */
    boolean areAllReady();

    Running find(InfoHash hash, Found found, long now);

    Running announce(Announcement announcement, Found found, long now);

    /**
     * @param listener asked once for each, when its lookup begins
     */
    Running announceAll(
            Collection<Announcement> all,
            Function<Announcement, Found> listener,
            long nanos,
            long now);
}
