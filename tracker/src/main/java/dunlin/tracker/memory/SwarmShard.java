package dunlin.tracker.memory;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Change;
import dunlin.tracker.store.SwarmStore.Gone;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.TrackerRejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Some of the swarms and their peers.
 *
 * <p>Invariant: a swarm is in the table if and only if somebody is in it, and a peer is in one set
 * of its swarm, the one of its family and role. Every method is called with the shard's monitor
 * held.
 */
final class SwarmShard {
    /** What all shards of a store have in common. */
    record Shared(SeededHash hash, Ticks ticks, Capacity swarms, Capacity peers, Capacity names) {}

    private static final Outcome NOBODY_IN_IT = new Outcome(Change.NONE, 0, 0);

    private final Shared shared;
    private final SwarmTable table;
    private final Slabs slabs = new Slabs();
    private final PeerSets ipv4;
    private final PeerSets ipv6;
    private final Names names;
    private final Draw draw;
    private final ExpiryWalk walk;
    private final Departures departures = new Departures();
    private long latest = Long.MIN_VALUE;

    SwarmShard(Shared shared, SplittableRandom random) {
        this.shared = shared;
        this.table = new SwarmTable(shared.hash);
        this.ipv4 = new PeerSets(Family.IPV4, slabs, shared.hash);
        this.ipv6 = new PeerSets(Family.IPV6, slabs, shared.hash);
        this.names = new Names(shared.hash, shared.names);
        this.draw = new Draw(random);
        this.walk = new ExpiryWalk(this, table);
    }

    /**
     * @param bits the info-hash's {@link SeededHash}
     */
    Outcome announce(Announce announce, int bits, PeerSink chosen) throws TrackerRejection {
        MemorySwarm swarm = table.find(announce.infoHash(), bits);
        if (announce.event() == Event.STOPPED) {
            return swarm == null ? NOBODY_IN_IT : stop(announce, bits, swarm);
        }
        if (announce.address().port() == 0) {
            return swarm == null ? NOBODY_IN_IT : lookOn(announce, swarm, chosen);
        }
        latest = Math.max(latest, shared.ticks.at(announce.now()));
        Role was = swarm == null ? null : refresh(announce, swarm);
        if (was == null && isLate(announce, bits)) {
            return swarm == null
                    ? NOBODY_IN_IT
                    : new Outcome(Change.NONE, swarm.complete(), swarm.incomplete());
        }
        if (swarm == null || was == null) {
            swarm = join(announce, swarm);
        }
        Change change = change(announce, was);
        if (change == Change.COMPLETED) {
            swarm.countCompleted();
        }
        draw(announce, swarm, chosen);
        return new Outcome(change, swarm.complete(), swarm.incomplete());
    }

    private Outcome lookOn(Announce announce, MemorySwarm swarm, PeerSink chosen) {
        draw(announce, swarm, chosen);
        return new Outcome(Change.NONE, swarm.complete(), swarm.incomplete());
    }

    private void draw(Announce announce, MemorySwarm swarm, PeerSink chosen) {
        draw.draw(announce, swarm, ipv4, announce.wantIpv4(), chosen);
        draw.draw(announce, swarm, ipv6, announce.wantIpv6(), chosen);
    }

    private boolean isLate(Announce announce, int bits) {
        return announce.event() != Event.STARTED
                && departures.hasJustLeft(idOf(announce, bits), announce.now());
    }

    private long idOf(Announce announce, int bits) {
        PeerAddress address = announce.address();
        int hash = Family.of(address).hash(shared.hash, address);
        return (long) bits << 32 | Integer.toUnsignedLong(hash);
    }

    /** Notes anew what a peer of the swarm told, and says what its role was; null if it is none. */
    private @Nullable Role refresh(Announce announce, MemorySwarm swarm) {
        PeerAddress address = announce.address();
        PeerSets sets = sets(Family.of(address));
        int now = MemorySwarm.numberOf(sets.family(), announce.role());
        int before = now;
        int peer = sets.find(swarm.set(before), address);
        if (peer == PeerSets.NONE) {
            before = MemorySwarm.other(now);
            peer = sets.find(swarm.set(before), address);
        }
        if (peer == PeerSets.NONE) {
            return null;
        }
        int[] ints = slabs.page(peer);
        int at = Slabs.offset(peer);
        int state = Family.state(ints, at);
        Role was = PeerState.role(state);
        swarm.count(was, -1);
        swarm.count(announce.role(), 1);
        int fresh = state(announce, swarm, PeerState.named(state));
        if (now == before) {
            Family.setState(ints, at, fresh);
        } else {
            int since = Family.since(ints, at);
            swarm.put(before, sets.remove(swarm.set(before), peer));
            swarm.put(now, sets.add(swarm.set(now), address, fresh, since));
        }
        return was;
    }

    private MemorySwarm join(Announce announce, @Nullable MemorySwarm known)
            throws TrackerRejection {
        shared.peers.take();
        MemorySwarm swarm = known == null ? open(announce.infoHash()) : known;
        PeerAddress address = announce.address();
        PeerSets sets = sets(Family.of(address));
        int number = MemorySwarm.numberOf(sets.family(), announce.role());
        int state = state(announce, swarm, false);
        swarm.put(number, sets.add(swarm.set(number), address, state, (int) announce.now()));
        swarm.count(announce.role(), 1);
        return swarm;
    }

    /** A new swarm; a place for its first peer is taken already. */
    private MemorySwarm open(InfoHash infoHash) throws TrackerRejection {
        try {
            shared.swarms.take();
        } catch (TrackerRejection e) {
            shared.peers.giveBack();
            throw e;
        }
        MemorySwarm swarm = new MemorySwarm(infoHash);
        table.add(swarm);
        return swarm;
    }

    private int state(Announce announce, MemorySwarm swarm, boolean wasNamed) {
        PeerAddress address = announce.address();
        Optional<String> name = announce.name();
        boolean named = name.isPresent() && names.put(swarm, address, name.get());
        long tick = shared.ticks.at(announce.now());
        return PeerState.of(address.port(), announce.role(), named || wasNamed, tick);
    }

    /** A peer that completed without saying so has completed all the same. */
    private static Change change(Announce announce, @Nullable Role was) {
        boolean saysCompleted = announce.event() == Event.COMPLETED;
        if (announce.role() == Role.SEEDER
                && was != Role.SEEDER
                && (was != null || saysCompleted)) {
            return Change.COMPLETED;
        }
        return was == null ? Change.JOINED : Change.NONE;
    }

    private Outcome stop(Announce announce, int bits, MemorySwarm swarm) {
        PeerSets sets = sets(Family.of(announce.address()));
        Change change = Change.NONE;
        for (Role role : List.of(Role.SEEDER, Role.LEECHER)) {
            int number = MemorySwarm.numberOf(sets.family(), role);
            int peer = sets.find(swarm.set(number), announce.address());
            if (peer != PeerSets.NONE) {
                leave(swarm, number, peer);
                departures.left(idOf(announce, bits), announce.now());
                change = Change.LEFT;
            }
        }
        return new Outcome(change, swarm.complete(), swarm.incomplete());
    }

    /**
     * Takes a peer out of its swarm, and the swarm out of the table if that was the last.
     *
     * @param number the peer's set
     */
    Gone leave(MemorySwarm swarm, int number, int peer) {
        PeerSets sets = sets(MemorySwarm.family(number));
        int[] ints = slabs.page(peer);
        int at = Slabs.offset(peer);
        PeerAddress address = sets.family().address(ints, at);
        int state = Family.state(ints, at);
        Optional<String> name =
                PeerState.named(state) ? names.remove(swarm, address) : Optional.empty();
        swarm.count(PeerState.role(state), -1);
        swarm.put(number, sets.remove(swarm.set(number), peer));
        shared.peers.giveBack();
        if (swarm.isEmpty()) {
            table.remove(swarm);
            shared.swarms.giveBack();
        }
        return new Gone(swarm.infoHash(), address, name, swarm.complete(), swarm.incomplete());
    }

    Counts counts(InfoHash infoHash, int bits) {
        MemorySwarm swarm = table.find(infoHash, bits);
        return swarm == null
                ? Counts.NOBODY
                : new Counts(
                        swarm.complete(),
                        swarm.completed(),
                        swarm.downloaders(),
                        swarm.incomplete());
    }

    List<AnnouncedPeer> peers(InfoHash infoHash, int bits, int limit) {
        List<AnnouncedPeer> listed = new ArrayList<>();
        MemorySwarm swarm = table.find(infoHash, bits);
        if (swarm != null) {
            for (Role role : List.of(Role.SEEDER, Role.LEECHER)) {
                for (PeerSets sets : List.of(ipv4, ipv6)) {
                    long set = swarm.set(MemorySwarm.numberOf(sets.family(), role));
                    int count = Math.min(PeerSets.size(set), limit - listed.size());
                    for (int i = 0; i < count; i++) {
                        listed.add(peer(swarm, sets, PeerSets.first(sets.run(set, i))));
                    }
                }
            }
        }
        listed.sort(Comparator.comparing(AnnouncedPeer::role));
        return listed;
    }

    private AnnouncedPeer peer(MemorySwarm swarm, PeerSets sets, int peer) {
        int[] ints = slabs.page(peer);
        int at = Slabs.offset(peer);
        PeerAddress address = sets.family().address(ints, at);
        int state = Family.state(ints, at);
        return new AnnouncedPeer(
                address,
                PeerState.named(state) ? names.get(swarm, address) : Optional.empty(),
                PeerState.role(state),
                Instant.ofEpochSecond(Integer.toUnsignedLong(Family.since(ints, at))));
    }

    /**
     * Goes on through the shard for a bounded time and removes who was heard last before a time;
     * the next call goes on from there.
     *
     * @param silentSince seconds since 1970
     * @param gone takes those removed
     * @return whether the end was reached
     */
    boolean expire(long silentSince, List<Gone> gone) {
        return walk.walk(shared.ticks.at(silentSince), latest, gone);
    }

    PeerSets sets(Family family) {
        return family == Family.IPV4 ? ipv4 : ipv6;
    }

    /** Pages of memory in use. */
    int pages() {
        return slabs.pages();
    }
}
