package dunlin.tracker.memory;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.memory.Swarm.Member;
import dunlin.tracker.store.PeerAddress;
import dunlin.tracker.store.SwarmPeer;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Change;
import dunlin.tracker.store.SwarmStore.Gone;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.TrackerRejection;
import java.time.Instant;
import java.util.Comparator;
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
    private record Key(InfoHash infoHash, PeerAddress address) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = infoHash.compareTo(other.infoHash);
            if (order == 0) {
                order =
                        Comparator.comparingLong(PeerAddress::high)
                                .thenComparingLong(PeerAddress::low)
                                .compare(address, other.address);
            }
            return order != 0 ? order : Integer.compare(address.port(), other.address.port());
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

    Outcome announce(Announce announce, PeerSink sink) throws TrackerRejection {
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
        boolean forSeeder = announce.role() != Role.LEECHER && announce.event() != Event.STARTED;
        int want = Math.max(announce.wantIpv4(), announce.wantIpv6());
        swarm.choose(want, forSeeder).forEach(chosen -> tell(chosen.address(), announce, sink));
        Member member = new Member(peer(announce, old), announce.now());
        swarm.add(member);
        members.putLast(key, member);
        Change change = change(announce, old);
        if (change == Change.COMPLETED) {
            swarm.countCompleted();
        }
        return outcome(change, swarm);
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
            return outcome(Change.NONE, swarm);
        }
        return outcome(Change.LEFT, leave(key.infoHash, old));
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
                old == null ? name : name.or(old.peer::name),
                announce.role(),
                old == null ? Instant.ofEpochSecond(announce.now()) : old.peer.since());
    }

    /** A peer that completed without saying so has completed all the same. */
    private static Change change(Announce announce, @Nullable Member old) {
        boolean wasComplete = old != null && old.peer.complete();
        boolean saysCompleted = announce.event() == Event.COMPLETED;
        if (announce.role() == Role.SEEDER && !wasComplete && (old != null || saysCompleted)) {
            return Change.COMPLETED;
        }
        return old == null ? Change.JOINED : Change.NONE;
    }

    private static void tell(PeerAddress chosen, Announce announce, PeerSink sink) {
        if (chosen.isIpv4()) {
            if (announce.wantIpv4() > 0) {
                sink.ipv4(chosen.ipv4(), chosen.port());
            }
        } else if (announce.wantIpv6() > 0) {
            sink.ipv6(chosen.high(), chosen.low(), chosen.port());
        }
    }

    private static Outcome outcome(Change change, Swarm swarm) {
        return new Outcome(change, swarm.complete(), swarm.incomplete());
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
            if (member.heard >= silentSince.getEpochSecond()) {
                return;
            }
            oldest.remove();
            Swarm swarm = leave(entry.getKey().infoHash, member);
            gone.add(
                    new Gone(
                            entry.getKey().infoHash,
                            member.peer.address(),
                            member.peer.name(),
                            swarm.complete(),
                            swarm.incomplete()));
        }
    }
}
