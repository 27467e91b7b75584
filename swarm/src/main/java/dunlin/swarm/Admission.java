package dunlin.swarm;

import dunlin.peer.Crowd;
import dunlin.peer.PeerConnection;
import dunlin.protocol.PeerId;
import dunlin.swarm.dial.Connector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Who is let into a swarm: one connection with each peer, nobody who was banned, and so many peers
 * in all, of whom the least useful gives way to a newcomer. A peer is known by its host and its id
 * together: an id alone is seen, and can be given, by anybody. Guarded by the swarm's lock.
 */
final class Admission {
    private static final int MAX_BANNED_IDS = 1_000;

    /** Places of one host once they run short. */
    private static final int PER_HOST = 8;

    /** Time for a newcomer to say what it has and wants, and to get a turn. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private record Known(InetAddress host, PeerId id) {
        static Known of(PeerConnection connection) {
            return new Known(connection.remote().getAddress(), connection.peerId());
        }
    }

    private final PeerId self;
    private final Crowd crowd;
    private final Connector connector;

    /** Banned peers, the oldest ban first: a port is soon changed. */
    private final SequencedSet<Known> banned = new LinkedHashSet<>();

    Admission(PeerId self, int maxPeers, Connector connector) {
        this.self = self;
        this.crowd = new Crowd(maxPeers, maxPeers / 3, PER_HOST, GRACE.toNanos());
        this.connector = connector;
    }

    /**
     * Why a new peer is not let in, if it is not. One that has to make way for it, as an older
     * connection with the same peer or as the least useful, is closed.
     *
     * @param peers those that are in
     */
    Optional<String> refusal(SwarmPeer fresh, Collection<SwarmPeer> peers, long now) {
        if (banned(fresh.connection)) {
            return Optional.of("banned");
        }
        Known known = Known.of(fresh.connection);
        for (SwarmPeer other : peers) {
            if (Known.of(other.connection).equals(known)) {
                if (keeps(other.connection, fresh.connection)) {
                    other.isAlso(fresh);
                    return Optional.of("connected already");
                }
                fresh.isAlso(other);
                other.connection.close("connected anew");
            }
        }
        return switch (crowd.enter(fresh.guest(now), guests(peers, now), now)) {
            case Crowd.Answer.Free<SwarmPeer> _ -> Optional.empty();
            case Crowd.Answer.Instead<SwarmPeer>(SwarmPeer leaves) -> {
                leaves.drop("it gives its place to another: it gave and took nothing");
                yield Optional.empty();
            }
            case Crowd.Answer.Full<SwarmPeer> _ -> Optional.of("too many peers");
            case Crowd.Answer.Enough<SwarmPeer> _ -> Optional.of("too many peers of its host");
        };
    }

    /** How many more may be dialled now. */
    int room(Collection<SwarmPeer> peers, long now) {
        return crowd.room(guests(peers, now), now);
    }

    /** How many more may be dialled now by one that is complete. */
    int roomToGive(Collection<SwarmPeer> peers, long now) {
        return crowd.roomToGive(guests(peers, now), now);
    }

    private static List<Crowd.Guest<SwarmPeer>> guests(Collection<SwarmPeer> peers, long now) {
        return peers.stream()
                .filter(peer -> !peer.connection.isClosed())
                .map(peer -> peer.guest(now))
                .toList();
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
        return connector.banned(connection.remote()) || banned.contains(Known.of(connection));
    }

    /** Never again. @return the peer's address, unless it was banned before */
    Optional<InetSocketAddress> ban(SwarmPeer peer) {
        if (banned(peer.connection)) { // for an earlier piece
            return Optional.empty();
        }
        connector.ban(peer.met());
        banned.add(Known.of(peer.connection));
        if (banned.size() > MAX_BANNED_IDS) {
            banned.removeFirst();
        }
        return Optional.of(peer.address());
    }
}
