package dunlin.bench.sim.dht;

import dunlin.bench.sim.Samples;
import dunlin.discovery.dht.core.Announcement;
import dunlin.discovery.dht.core.DhtNode.PeersWanted;
import dunlin.discovery.dht.core.Found;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Has random nodes announce and look for peers, and sums up how that went. Not thread-safe. */
final class Lookups {
    private static final double MILLIS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long APART = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    /**
     * A swarm of one peer.
     *
     * @param peer which is announced
     */
    record Swarm(InfoHash hash, PeerAddress peer) {}

    private final DhtNetwork network;
    private final SplittableRandom random;

    final Samples firstPeers = new Samples();
    final Samples ended = new Samples();
    final Samples hops = new Samples();
    final Samples asked = new Samples();
    final Samples stores = new Samples();
    private int found;
    private int begun;

    Lookups(DhtNetwork network, SplittableRandom random) {
        this.network = network;
        this.random = random;
    }

    /** Of a hundred, how many found the peer. */
    double found() {
        return 100.0 * found / begun;
    }

    /** Random nodes announce themselves, each to a swarm of its own. */
    List<Swarm> announce(int count) {
        List<Swarm> swarms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            network.events.runUntil(network.events.now() + APART);
            DhtHost host = network.anyHonest();
            InfoHash hash = InfoHash.of(random.nextLong(), random.nextLong(), random.nextInt());
            Swarm swarm = new Swarm(hash, host.address);
            swarms.add(swarm);
            Announcement announcement = new Announcement(hash, host.address.port(), false, false);
            host.node.announce(announcement, new Watch(swarm), network.events.now());
            network.tick(host);
        }
        network.events.runUntil(network.events.now() + LONGEST);
        return swarms;
    }

    /** Random nodes look for random swarms. */
    void find(List<Swarm> swarms, int count) {
        for (int i = 0; i < count; i++) {
            network.events.runUntil(network.events.now() + APART);
            DhtHost host = network.anyHonest();
            Swarm swarm = swarms.get(random.nextInt(swarms.size()));
            host.node.findPeers(
                    swarm.hash(), PeersWanted.ALL, new Watch(swarm), network.events.now());
            network.tick(host);
        }
        network.events.runUntil(network.events.now() + LONGEST);
    }

    private final class Watch implements Found {
        private final Swarm swarm;
        private final long began = network.events.now();
        private boolean isFound;

        private Watch(Swarm swarm) {
            this.swarm = swarm;
            begun++;
        }

        @Override
        public void peers(List<PeerAddress> peers) {
            if (!isFound && peers.contains(swarm.peer())) {
                isFound = true;
                found++;
                firstPeers.add((network.events.now() - began) / MILLIS);
            }
        }

        @Override
        public void done(Outcome outcome) {
            ended.add((network.events.now() - began) / MILLIS);
            hops.add(outcome.hops());
            asked.add(outcome.asked());
            stores.add(outcome.stores());
        }
    }
}
