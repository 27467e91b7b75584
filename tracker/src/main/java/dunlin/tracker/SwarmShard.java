package dunlin.tracker;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.Swarm.Member;
import dunlin.tracker.SwarmStore.Announce;
import dunlin.tracker.SwarmStore.Change;
import dunlin.tracker.SwarmStore.Gone;
import dunlin.tracker.SwarmStore.Outcome;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some of the swarms, with their members in the order in which they were heard.
 *
 * <p>Invariant: a member is in {@code members} if and only if it is in its swarm, and a swarm is in
 * {@code swarms} if and only if somebody is in it. Whoever announces moves to the end of {@code
 * members}, so the silent stand in front and expiry never looks at the others.
 *
 * <p>Every method is called with the shard's monitor held.
 */
final class SwarmShard {
    /**
     * Comparable, so that keys chosen to collide cost a map no more than a logarithm: anyone may
     * announce any info-hash.
     */
    private record Key(InfoHash infoHash, InetSocketAddress address) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = infoHash.compareTo(other.infoHash);
            if (order == 0) {
                order =
                        Arrays.compareUnsigned(
                                address.getAddress().getAddress(),
                                other.address.getAddress().getAddress());
            }
            return order != 0 ? order : Integer.compare(address.getPort(), other.address.getPort());
        }
    }

    private final Capacity swarmPlaces;
    private final Capacity peerPlaces;
    private final Map<InfoHash, Swarm> swarms = new HashMap<>();
    private final LinkedHashMap<Key, Member> members = new LinkedHashMap<>();

    SwarmShard(Capacity swarmPlaces, Capacity peerPlaces) {
        this.swarmPlaces = swarmPlaces;
        this.peerPlaces = peerPlaces;
    }

    Outcome announce(Announce announce) throws TrackerRejection {
        Key key = new Key(announce.infoHash(), announce.address());
        if (announce.event() == Event.STOPPED) {
            return stop(announce, key);
        }
        Member old = members.get(key);
        if (old == null) {
            peerPlaces.take();
        }
        Swarm swarm = old == null ? open(key.infoHash) : swarm(key.infoHash);
        if (old != null) {
            swarm.remove(old);
            members.remove(key);
        }
        // Chosen while the peer itself is in no list, so that it is not told of itself.
        // One that comes with nothing left may be aria2 with a magnet link, which knows no size yet
        // and needs the seeders.
        boolean forSeeder = announce.complete() && announce.event() != Event.STARTED;
        List<SwarmPeer> chosen = swarm.choose(announce.want(), forSeeder);
        Member member = new Member(peer(announce, old), announce.now());
        swarm.add(member);
        members.putLast(key, member);
        Change change = change(announce, old);
        if (change == Change.COMPLETED) {
            swarm.countCompleted();
        }
        return outcome(change, member.peer, swarm, chosen);
    }

    /** The peer's swarm, a new one if there is none yet; a place for the peer is taken already. */
    private Swarm open(InfoHash infoHash) throws TrackerRejection {
        Swarm swarm = swarms.get(infoHash);
        if (swarm == null) {
            try {
                swarmPlaces.take();
            } catch (TrackerRejection e) {
                peerPlaces.giveBack();
                throw e;
            }
            swarm = new Swarm();
            swarms.put(infoHash, swarm);
        }
        return swarm;
    }

    private Outcome stop(Announce announce, Key key) {
        Member old = members.remove(key);
        if (old == null) {
            Swarm swarm = swarms.getOrDefault(key.infoHash, new Swarm());
            return outcome(Change.NONE, peer(announce, null), swarm, List.of());
        }
        return outcome(Change.LEFT, old.peer, leave(key.infoHash, old), List.of());
    }

    /** Takes a member out of its swarm; in the order of silence it stands no more. */
    private Swarm leave(InfoHash infoHash, Member member) {
        Swarm swarm = swarm(infoHash);
        swarm.remove(member);
        peerPlaces.giveBack();
        if (swarm.isEmpty()) {
            swarms.remove(infoHash);
            swarmPlaces.giveBack();
        }
        return swarm;
    }

    private Swarm swarm(InfoHash infoHash) {
        Swarm swarm = swarms.get(infoHash);
        if (swarm == null) {
            throw new IllegalStateException("a member of no swarm: " + infoHash);
        }
        return swarm;
    }

    private static SwarmPeer peer(Announce announce, @Nullable Member old) {
        Optional<String> name = announce.name();
        return new SwarmPeer(
                announce.address(),
                announce.id(),
                old == null ? name : name.or(old.peer::name),
                announce.complete(),
                old == null ? announce.now() : old.peer.since());
    }

    /** A peer that completed without saying so has completed all the same. */
    private static Change change(Announce announce, @Nullable Member old) {
        boolean wasComplete = old != null && old.peer.complete();
        boolean saysCompleted = announce.event() == Event.COMPLETED;
        if (announce.complete() && !wasComplete && (old != null || saysCompleted)) {
            return Change.COMPLETED;
        }
        return old == null ? Change.JOINED : Change.NONE;
    }

    private static Outcome outcome(
            Change change, SwarmPeer peer, Swarm swarm, List<SwarmPeer> chosen) {
        return new Outcome(change, peer, swarm.complete(), swarm.incomplete(), chosen);
    }

    Counts counts(InfoHash infoHash) {
        Swarm swarm = swarms.get(infoHash);
        return swarm == null ? Counts.NOBODY : swarm.counts();
    }

    List<SwarmPeer> peers(InfoHash infoHash, int limit) {
        Swarm swarm = swarms.get(infoHash);
        return swarm == null ? List.of() : swarm.first(limit);
    }

    /** Removes up to {@code max} of the silent and adds them to {@code gone}. */
    void expire(Instant silentSince, int max, List<Gone> gone) {
        Iterator<Map.Entry<Key, Member>> oldest = members.entrySet().iterator();
        while (gone.size() < max && oldest.hasNext()) {
            Map.Entry<Key, Member> entry = oldest.next();
            Member member = entry.getValue();
            if (!member.heard.isBefore(silentSince)) {
                return;
            }
            oldest.remove();
            Swarm swarm = leave(entry.getKey().infoHash, member);
            gone.add(
                    new Gone(
                            entry.getKey().infoHash,
                            member.peer,
                            swarm.complete(),
                            swarm.incomplete()));
        }
    }
}
