package dunlin.swarm;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.PexMessage;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.Origin;
import dunlin.swarm.exchange.Hearsay;
import dunlin.swarm.exchange.PeerExchange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Tells the peers of a swarm of each other, and hears of others from them (BEP 11); not where the
 * share is private (BEP 27) or nobody wants it. Guarded by the swarm's lock.
 */
final class Gossip {
    private final boolean isWanted;
    private final Download download;
    private final int pieces;
    private final Connector connector;
    private final RandomGenerator random;

    Gossip(
            boolean isWanted,
            Download download,
            int pieces,
            Connector connector,
            RandomGenerator random) {
        this.isWanted = isWanted;
        this.download = download;
        this.pieces = pieces;
        this.connector = connector;
        this.random = random;
    }

    /** The extensions that are offered for its sake. */
    Set<Extension> spoken() {
        return isWanted ? Set.of(Extension.UT_PEX) : Set.of();
    }

    /** A peer tells of others. */
    void heard(SwarmPeer peer, PexMessage message, long now) {
        if (!isWanted) {
            return;
        }
        if (peer.hearsay == null) {
            peer.hearsay = new Hearsay(peer.connection.remote().getAddress());
        }
        connector.add(peer.hearsay.heard(message, now), Origin.PEER_EXCHANGE);
    }

    /** To be called every second. */
    void tick(Collection<SwarmPeer> peers, long now) {
        if (!isWanted) {
            return;
        }
        List<PexMessage.Peer> connected = List.of();
        for (SwarmPeer peer : peers) {
            if (!peer.takes(Extension.UT_PEX)) {
                continue;
            }
            if (peer.exchange == null) {
                peer.exchange = new PeerExchange(random, now);
            }
            if (peer.exchange.isDue(now)) {
                if (connected.isEmpty()) {
                    connected = connected(peers);
                }
                peer.exchange
                        .tell(PeerAddress.of(peer.shownAt()), connected, now)
                        .ifPresent(peer::tell);
            }
        }
    }

    private List<PexMessage.Peer> connected(Collection<SwarmPeer> peers) {
        return peers.stream()
                .filter(peer -> !peer.connection.isClosed())
                .flatMap(peer -> known(peer).stream())
                .toList();
    }

    /** The peer as others may dial it or meet it, if they can. */
    private Optional<PexMessage.Peer> known(SwarmPeer peer) {
        int seed = download.pieces(peer) == pieces ? PexMessage.SEED : 0;
        return peer.shown(seed);
    }
}
