package dunlin.tracker.announce;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse;
import dunlin.tracker.access.Gate;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvent.PeerChange;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.store.PeerAddress;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Change;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What an announce means, whatever frontend it came in by: a request and the sender's address in,
 * an answer out, and the person who runs the index told. Thread-safe as its store is.
 */
public final class AnnounceService {
    private static final int DEFAULT_WANT = 50;
    private static final int MAX_WANT = 200;

    private final SwarmStore store;
    private final Gate gate;
    private final InstantSource time;
    private final Duration interval;
    private final Function<InfoHash, String> shareName;
    private final IndexEvents events;

    /**
     * @param interval how often peers are told to announce; who misses two is gone
     * @param shareName what people call a share
     */
    public AnnounceService(
            SwarmStore store,
            Gate gate,
            InstantSource time,
            Duration interval,
            Function<InfoHash, String> shareName,
            IndexEvents events) {
        this.store = store;
        this.gate = gate;
        this.time = time;
        this.interval = interval;
        this.shareName = shareName;
        this.events = events;
    }

    /**
     * Takes an announce.
     *
     * @param from the address that the request came from
     */
    AnnounceResponse.Peers announce(AnnounceRequest request, InetAddress from)
            throws TrackerRejection {
        PeerAddress asker = PeerAddress.of(from, request.port());
        PeerAddress address = address(request, asker);
        gate.announce(request.infoHash(), asker, Gate.Pass.NONE);
        int want = Math.min(request.numWant().orElse(DEFAULT_WANT), MAX_WANT);
        Announce announce =
                new Announce(
                        request.infoHash(),
                        address,
                        request.name(),
                        request.isSeeder() ? Role.SEEDER : Role.LEECHER,
                        request.event(),
                        want,
                        want,
                        false,
                        time.instant().getEpochSecond());
        Chosen chosen = new Chosen(asker.isLoopback());
        Outcome outcome = store.announce(announce, chosen);
        tell(announce, outcome);
        return answer(request, asker, outcome, chosen.peers);
    }

    /** Another machine's loopback address leads nowhere, or into a trap. */
    private static final class Chosen implements PeerSink {
        private final boolean takesLoopback;
        private final List<AnnounceResponse.Peer> peers = new ArrayList<>();

        Chosen(boolean takesLoopback) {
            this.takesLoopback = takesLoopback;
        }

        @Override
        public void ipv4(int address, int port) {
            add(PeerAddress.ipv4(address, port));
        }

        @Override
        public void ipv6(long high, long low, int port) {
            add(new PeerAddress(high, low, port));
        }

        private void add(PeerAddress peer) {
            if (takesLoopback || !peer.isLoopback()) {
                InetSocketAddress address = peer.socketAddress();
                peers.add(new AnnounceResponse.Peer(address, Optional.empty()));
            }
        }
    }

    /** How many have what. */
    ScrapeResponse scrape(ScrapeRequest request) throws TrackerRejection {
        return new ScrapeResponse(new TreeMap<>(store.scrape(request.infoHashes())));
    }

    /** Removes the peers that missed two announces and half of a third. */
    void expire() throws TrackerRejection {
        store.expire(
                time.instant().minus(interval.multipliedBy(5).dividedBy(2)),
                gone ->
                        events.happened(
                                new IndexEvent.Peer(
                                        PeerChange.EXPIRED,
                                        gone.infoHash(),
                                        shareName.apply(gone.infoHash()),
                                        gone.name(),
                                        gone.address(),
                                        gone.complete(),
                                        gone.incomplete())));
    }

    /**
     * The address to tell others. A peer may claim another one than its socket's only from this
     * machine itself, whose loopback address means nothing elsewhere: were it believed from
     * anywhere, a stranger could point whole swarms at a victim.
     */
    private static PeerAddress address(AnnounceRequest request, PeerAddress asker)
            throws TrackerRejection {
        Optional<String> claimed = request.ip();
        if (claimed.isEmpty() || !asker.isLoopback()) {
            return asker;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(claimed.get());
            if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
                return PeerAddress.of(address, asker.port());
            }
        } catch (IllegalArgumentException e) {
            // Refused below, with what is no usable address for another reason.
        }
        throw new TrackerRejection(Reason.INVALID, "ip is no address of a peer");
    }

    private void tell(Announce announce, Outcome outcome) {
        if (outcome.change() == Change.NONE) {
            return;
        }
        PeerChange change =
                switch (outcome.change()) {
                    case NONE, JOINED -> PeerChange.STARTED;
                    case COMPLETED -> PeerChange.COMPLETED;
                    case LEFT -> PeerChange.STOPPED;
                };
        events.happened(
                new IndexEvent.Peer(
                        change,
                        announce.infoHash(),
                        shareName.apply(announce.infoHash()),
                        announce.name(),
                        announce.address(),
                        outcome.complete(),
                        outcome.incomplete()));
    }

    private AnnounceResponse.Peers answer(
            AnnounceRequest request,
            PeerAddress asker,
            Outcome outcome,
            List<AnnounceResponse.Peer> peers) {
        int seconds = (int) Math.max(1, interval.toSeconds());
        return new AnnounceResponse.Peers(
                seconds,
                OptionalInt.of(Math.clamp(seconds / 10, 1, 60)),
                OptionalInt.of(outcome.complete()),
                OptionalInt.of(outcome.incomplete()),
                peers,
                Optional.empty(),
                Optional.empty(),
                Optional.of(asker.address()),
                asksName(request));
    }

    /** Only peers of our own kind know what is meant. */
    private static boolean asksName(AnnounceRequest request) {
        return request.name().isEmpty()
                && request.event() != Event.STOPPED
                && request.peerId().toString().startsWith(PeerId.PREFIX.substring(0, 3));
    }
}
