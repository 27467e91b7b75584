package dunlin.swarm;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.HolepunchMessage;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.exchange.Introductions;
import dunlin.swarm.exchange.Invitations;
import dunlin.swarm.exchange.Relay;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Has peers meet who cannot be dialled, since each is behind a router that lets in only answers
 * (BEP 55): both dial at once over uTP, because a third with whom both are connected says so. Asks
 * for that, does it for others, and dials when it is said. Not where the share is private (BEP 27)
 * or peers are not told of each other. Guarded by the swarm's lock.
 */
final class HolePunching {
    /** Whoever can be dialled has answered by then; whoever cannot is waited for much longer. */
    private static final long PATIENCE = Duration.ofMillis(1_500).toNanos();

    private final boolean isWanted;
    private final Collection<SwarmPeer> peers;
    private final Connector connector;
    private final LongPredicate hasRoom;
    private final Introductions introductions;
    private final Relay relay;

    /** Since when each is dialled, if that is not long ago. */
    private final Map<InetSocketAddress, Long> dialled = new HashMap<>();

    /**
     * @param isWanted whether peers may tell each other of peers
     * @param peers all that are connected
     * @param hasRoom whether one more may be dialled, at the time given
     */
    HolePunching(
            boolean isWanted,
            Collection<SwarmPeer> peers,
            Connector connector,
            LongPredicate hasRoom,
            long now) {
        this.isWanted = isWanted && connector.meets();
        this.peers = peers;
        this.connector = connector;
        this.hasRoom = hasRoom;
        this.introductions = new Introductions(now);
        this.relay = new Relay(now);
    }

    /** The extensions that are offered for its sake. */
    Set<Extension> spoken() {
        return isWanted ? Set.of(Extension.UT_HOLEPUNCH) : Set.of();
    }

    /** These are dialled now. */
    void dialled(Collection<InetSocketAddress> addresses, long now) {
        if (isWanted) {
            addresses.forEach(address -> dialled.put(address, now));
        }
    }

    /** To be called every second. */
    void tick(long now) {
        List<InetSocketAddress> late =
                dialled.entrySet().stream()
                        .filter(entry -> now - entry.getValue() >= PATIENCE)
                        .map(Map.Entry::getKey)
                        .toList();
        late.forEach(dialled::remove);
        late.forEach(address -> unreachable(address, now));
    }

    /** A peer was dialled in vain, or does not answer. */
    void unreachable(InetSocketAddress peer, long now) {
        if (!isWanted || isConnected(peer)) {
            return;
        }
        List<SwarmPeer> introducers =
                peers.stream().filter(other -> other.introduces(peer)).toList();
        introductions
                .ask(peer, introducers, now)
                .ifPresent(it -> it.tell(new HolepunchMessage.Rendezvous(PeerAddress.of(peer))));
    }

    /** A peer says something of a rendezvous. */
    void heard(SwarmPeer peer, HolepunchMessage word, long now) {
        if (!isWanted) {
            return;
        }
        InetSocketAddress named = word.peer().socketAddress();
        switch (word) {
            case HolepunchMessage.Rendezvous _ -> bringTogether(peer, word.peer(), now);
            case HolepunchMessage.Connect _ -> {
                if (follows(peer, named, now)) {
                    connector.meet(named, now);
                }
            }
            case HolepunchMessage.Failed _ -> {
                if (introductions.hasAskedFor(named)) {
                    unreachable(named, now);
                }
            }
        }
    }

    private boolean follows(SwarmPeer from, InetSocketAddress named, long now) {
        if (from.invitations == null) {
            from.invitations = new Invitations(from.connection.remote().getAddress(), now);
        }
        return from.invitations.follows(named, now) && !isConnected(named) && hasRoom.test(now);
    }

    private void bringTogether(SwarmPeer asker, PeerAddress wanted, long now) {
        Optional<SwarmPeer> found = at(wanted.socketAddress());
        Relay.Answer answer = relay.asked(asker.party(), wanted, found.map(SwarmPeer::party), now);
        switch (answer) {
            case Relay.Answer.Together() -> {
                SwarmPeer target = found.orElseThrow();
                asker.tell(new HolepunchMessage.Connect(target.party().address()));
                target.tell(new HolepunchMessage.Connect(asker.party().address()));
            }
            case Relay.Answer.Refused(HolepunchMessage.Why why) ->
                    asker.tell(new HolepunchMessage.Failed(wanted, why));
            case Relay.Answer.Silence() -> {}
        }
    }

    private boolean isConnected(InetSocketAddress address) {
        return at(address).isPresent();
    }

    private Optional<SwarmPeer> at(InetSocketAddress address) {
        return peers.stream()
                .filter(peer -> !peer.connection.isClosed() && peer.isAt(address))
                .findFirst();
    }
}
