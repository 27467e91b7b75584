package dunlin.swarm;

import dunlin.peer.PeerConnection;
import dunlin.protocol.PeerId;
import dunlin.swarm.dial.Connector;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who is let into a swarm: one connection with each peer, so many peers in all, and nobody who was
 * banned. Guarded by the swarm's lock.
 */
final class Admission {
    private static final int MAX_BANNED_IDS = 1_000;

    private final PeerId self;
    private final int maxPeers;
    private final Connector connector;

    /**
     * The ids of banned peers of this machine, the oldest ban first: they share a host, and a port
     * is soon changed. Elsewhere an id bans nobody, since a liar may give that of an honest peer.
     */
    private final Set<PeerId> bannedIds = new LinkedHashSet<>();

    Admission(PeerId self, int maxPeers, Connector connector) {
        this.self = self;
        this.maxPeers = maxPeers;
        this.connector = connector;
    }

    /**
     * Why a new peer is not let in, if it is not. An older connection with the same one that has to
     * make way is closed.
     *
     * @param peers those that are in
     */
    Optional<String> refusal(SwarmPeer fresh, Collection<SwarmPeer> peers) {
        if (banned(fresh.connection)) {
            return Optional.of("banned");
        }
        if (peers.size() >= maxPeers) {
            return Optional.of("too many peers");
        }
        for (SwarmPeer other : peers) {
            if (other.connection.peerId().equals(fresh.connection.peerId())) {
                if (keeps(other.connection, fresh.connection)) {
                    other.isAlso(fresh);
                    return Optional.of("connected already");
                }
                fresh.isAlso(other);
                other.connection.close("connected anew");
            }
        }
        return Optional.empty();
    }

    /**
     * Of two connections with one peer, which arise when both sides dial at once, both sides must
     * keep the same one: that which the higher peer id dialled.
     */
    private boolean keeps(PeerConnection old, PeerConnection fresh) {
        if (old.incoming() == fresh.incoming()) {
            return true;
        }
        boolean weAreHigher = Arrays.compareUnsigned(self.bytes(), fresh.peerId().bytes()) > 0;
        return weAreHigher != old.incoming();
    }

    private boolean banned(PeerConnection connection) {
        return connector.banned(connection.remote())
                || (isLocal(connection) && bannedIds.contains(connection.peerId()));
    }

    private static boolean isLocal(PeerConnection connection) {
        return connection.remote().getAddress().isLoopbackAddress();
    }

    /** Never again. @return the peer's address, unless it was banned before */
    Optional<InetSocketAddress> ban(SwarmPeer peer) {
        boolean known = banned(peer.connection); // for an earlier piece
        InetSocketAddress address = peer.address();
        connector.ban(address);
        connector.ban(peer.connection.remote());
        if (isLocal(peer.connection)) {
            bannedIds.add(peer.connection.peerId());
            if (bannedIds.size() > MAX_BANNED_IDS) {
                Iterator<PeerId> oldest = bannedIds.iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return known ? Optional.empty() : Optional.of(address);
    }
}
