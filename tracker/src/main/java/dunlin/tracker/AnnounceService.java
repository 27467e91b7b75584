package dunlin.tracker;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse;
import dunlin.tracker.SwarmStore.Outcome;
import dunlin.tracker.TrackerRejection.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What an announce means, whatever frontend it came in by: a request and the sender's address in,
 * an answer out, and the person who runs the index told. Thread-safe as its store is.
 */
final class AnnounceService {
    private static final int DEFAULT_WANT = 50;
    private static final int MAX_WANT = 200;

    private final SwarmStore store;
    private final InstantSource time;
    private final Duration interval;
    private final Function<InfoHash, String> shareName;
    private final TrackerServer.Events events;

    /**
     * @param interval how often peers are told to announce; who misses two is gone
     * @param shareName what people call a share
     */
    AnnounceService(
            SwarmStore store,
            InstantSource time,
            Duration interval,
            Function<InfoHash, String> shareName,
            TrackerServer.Events events) {
        this.store = store;
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
        InetAddress asker = Addresses.bare(from);
        int want = Math.min(request.numWant().orElse(DEFAULT_WANT), MAX_WANT);
        Outcome outcome =
                store.announce(
                        new SwarmStore.Announce(
                                request.infoHash(),
                                new InetSocketAddress(address(request, asker), request.port()),
                                request.peerId(),
                                request.name(),
                                request.isSeeder(),
                                request.event(),
                                want,
                                time.instant()));
        tell(request.infoHash(), outcome);
        return answer(request, asker, outcome);
    }

    /** How many have what. */
    ScrapeResponse scrape(ScrapeRequest request) {
        return new ScrapeResponse(new TreeMap<>(store.scrape(request.infoHashes())));
    }

    /** Removes the peers that missed two announces and half of a third. */
    void expire() {
        store.expire(
                time.instant().minus(interval.multipliedBy(5).dividedBy(2)),
                gone ->
                        events.peer(
                                "expired",
                                gone.peer().displayName(),
                                gone.peer().address(),
                                shareName.apply(gone.infoHash()),
                                gone.complete(),
                                gone.incomplete()));
    }

    /**
     * The address to tell others. A peer may claim another one than its socket's only from this
     * machine itself, whose loopback address means nothing elsewhere: were it believed from
     * anywhere, a stranger could point whole swarms at a victim.
     */
    private static InetAddress address(AnnounceRequest request, InetAddress asker)
            throws TrackerRejection {
        Optional<String> claimed = request.ip();
        if (claimed.isEmpty() || !asker.isLoopbackAddress()) {
            return asker;
        }
        try {
            InetAddress address = Addresses.bare(InetAddress.ofLiteral(claimed.get()));
            if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, with what is no usable address for another reason.
        }
        throw new TrackerRejection(Reason.INVALID, "ip is no address of a peer");
    }

    private void tell(InfoHash infoHash, Outcome outcome) {
        Optional<Event> event =
                switch (outcome.change()) {
                    case NONE -> Optional.empty();
                    case JOINED -> Optional.of(Event.STARTED);
                    case COMPLETED -> Optional.of(Event.COMPLETED);
                    case LEFT -> Optional.of(Event.STOPPED);
                };
        event.ifPresent(happened ->
                events.peer(
                        happened.name().toLowerCase(Locale.ROOT),
                        outcome.peer().displayName(),
                        outcome.peer().address(),
                        shareName.apply(infoHash),
                        outcome.complete(),
                        outcome.incomplete()));
    }

    private AnnounceResponse.Peers answer(
            AnnounceRequest request, InetAddress asker, Outcome outcome) {
        int seconds = (int) Math.max(1, interval.toSeconds());
        List<AnnounceResponse.Peer> peers =
                outcome.chosen().stream()
                        // Another machine's loopback address leads nowhere, or into a trap.
                        .filter(peer -> asker.isLoopbackAddress() || !isLoopback(peer))
                        .map(peer ->
                                new AnnounceResponse.Peer(peer.address(), Optional.of(peer.id())))
                        .toList();
        return new AnnounceResponse.Peers(
                seconds,
                OptionalInt.of(Math.clamp(seconds / 10, 1, 60)),
                OptionalInt.of(outcome.complete()),
                OptionalInt.of(outcome.incomplete()),
                peers,
                Optional.empty(),
                Optional.empty(),
                Optional.of(asker),
                asksName(request));
    }

    private static boolean isLoopback(SwarmPeer peer) {
        return peer.address().getAddress().isLoopbackAddress();
    }

    /** Only peers of our own kind know what is meant. */
    private static boolean asksName(AnnounceRequest request) {
        return request.name().isEmpty()
                && request.event() != Event.STOPPED
                && request.peerId().toString().startsWith(PeerId.PREFIX.substring(0, 3));
    }
}
