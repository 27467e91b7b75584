package dunlin.tracker.restart;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Sighting;
import dunlin.tracker.store.Sighting.Place;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Swarms in memory whose peers outlive a restart: where peers of listed shares are is noted in the
 * catalogue, a moment after they come or go, and when the index is started again, those noted are
 * in their swarms as if they had announced just then. Until they do, they are marked; if they never
 * do, they expire as others that fall silent.
 *
 * <p>An announce that changes nothing costs no more than a look at whether anybody is marked.
 * Thread-safe.
 */
public final class RememberedSwarms implements SwarmStore {
    /** So few in one transaction that nobody who registers has to wait for long. */
    private static final int TOGETHER = 500;

    private static final PeerSink NOBODY =
            new PeerSink() {
                @Override
                public void ipv4(int address, int port) {}

                @Override
                public void ipv6(long high, long low, int port) {}
            };

    private final SwarmStore swarms;
    private final Catalogue catalogue;
    private final Predicate<InfoHash> isListed;
    private final PendingNotes pending = new PendingNotes();

    /** Since when those were there who have not announced since the start; no empty maps. */
    private final ConcurrentMap<InfoHash, Map<PeerAddress, Instant>> unconfirmed =
            new ConcurrentHashMap<>();

    /**
     * @param isListed whether a swarm is, perhaps, that of a listed share; must not block
     */
    public RememberedSwarms(SwarmStore swarms, Catalogue catalogue, Predicate<InfoHash> isListed) {
        this.swarms = swarms;
        this.catalogue = catalogue;
        this.isListed = isListed;
    }

    /**
     * Puts those into their swarms that were there before.
     *
     * @param now seconds since 1970
     */
    public void recall(long now) throws TrackerRejection {
        for (Sighting each : catalogue.lastSeen(Catalogue.SEEN)) {
            InfoHash swarm = each.place().swarm();
            unconfirmed
                    .computeIfAbsent(swarm, _ -> new ConcurrentHashMap<>())
                    .put(each.place().address(), each.since());
            Event event = each.role() == Role.PARTIAL_SEED ? Event.PAUSED : Event.STARTED;
            swarms.announce(
                    new Announce(
                            swarm,
                            each.place().address(),
                            each.name(),
                            each.role(),
                            event,
                            0,
                            0,
                            false,
                            now),
                    NOBODY);
        }
    }

    /** Notes in the catalogue what has changed since the last call. */
    public void note() throws TrackerRejection {
        PendingNotes.Batch batch;
        while (!(batch = pending.take(TOGETHER)).isEmpty()) {
            catalogue.noteSeen(batch.came(), batch.left());
        }
    }

    @Override
    public Outcome announce(Announce announce, PeerSink chosen) throws TrackerRejection {
        Outcome outcome = swarms.announce(announce, chosen);
        if (!unconfirmed.isEmpty()) {
            confirm(announce.infoHash(), announce.address());
        }
        if (outcome.change() != Change.NONE && isListed.test(announce.infoHash())) {
            Place place = new Place(announce.infoHash(), announce.address());
            if (outcome.change() == Change.LEFT) {
                pending.left(place);
            } else {
                Instant now = Instant.ofEpochSecond(announce.now());
                pending.came(new Sighting(place, announce.name(), announce.role(), now));
            }
        }
        return outcome;
    }

    private void confirm(InfoHash swarm, PeerAddress address) {
        unconfirmed.computeIfPresent(
                swarm,
                (_, peers) -> {
                    peers.remove(address);
                    return peers.isEmpty() ? null : peers;
                });
    }

    @Override
    public Map<InfoHash, Counts> scrape(Collection<InfoHash> infoHashes) throws TrackerRejection {
        return swarms.scrape(infoHashes);
    }

    @Override
    public List<AnnouncedPeer> peers(InfoHash infoHash, int limit) throws TrackerRejection {
        List<AnnouncedPeer> peers = swarms.peers(infoHash, limit);
        Map<PeerAddress, Instant> marked = unconfirmed.getOrDefault(infoHash, Map.of());
        if (marked.isEmpty()) {
            return peers;
        }
        List<AnnouncedPeer> shown = new ArrayList<>();
        for (AnnouncedPeer peer : peers) {
            Optional<Instant> before = Optional.ofNullable(marked.get(peer.address()));
            shown.add(before.map(since -> peer.beforeRestart(since)).orElse(peer));
        }
        return shown;
    }

    @Override
    public Totals totals() throws TrackerRejection {
        return swarms.totals();
    }

    @Override
    public void expire(Instant silentSince, Consumer<Gone> told) throws TrackerRejection {
        swarms.expire(
                silentSince,
                gone -> {
                    confirm(gone.infoHash(), gone.address());
                    if (isListed.test(gone.infoHash())) {
                        pending.left(new Place(gone.infoHash(), gone.address()));
                    }
                    told.accept(gone);
                });
    }

    @Override
    public void close() {
        swarms.close();
    }
}
