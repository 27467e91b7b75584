package dunlin.node;

import dunlin.discovery.tracker.Announcer;
import dunlin.swarm.SwarmListener;
import dunlin.swarm.dial.PeerHost;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Joins one swarm to its announcer: tells the trackers how far it is, and hands on the peers that
 * they name.
 *
 * @param localTrackers whether the trackers are on this machine, so that addresses of this machine
 *     are taken from them
 */
record Subscription(
        PeerHost host,
        Supplier<Announcer.Progress> progressNow,
        SwarmListener listener,
        boolean localTrackers)
        implements Announcer.Subscriber {
    @Override
    public Announcer.Progress progress() {
        return progressNow.get();
    }

    @Override
    public boolean wantsPeers() {
        return host.wantsPeers();
    }

    @Override
    public void found(Collection<InetSocketAddress> peers) {
        host.addPeers(peers, localTrackers);
    }

    @Override
    public void trackerWorks(String url, int seeders, int leechers) {
        listener.trackerWorks(url, seeders, leechers);
    }

    @Override
    public void trackerFails(String url, String reason) {
        listener.trackerFails(url, reason);
    }
}
