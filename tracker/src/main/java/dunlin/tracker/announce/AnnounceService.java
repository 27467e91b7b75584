package dunlin.tracker.announce;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.access.Gate;
import dunlin.tracker.announce.ShownNames.Who;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvent.PeerChange;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.event.Refusals;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Change;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an announce means, whatever frontend it came in by: who sent what goes in, the numbers of an
 * answer and the peers in it come out, and the person who runs the index is told. Thread-safe as
 * its store is.
 */
public final class AnnounceService {
    /** How many peers an answer has unless the asker says otherwise, and how many at most. */
    static final int DEFAULT_WANT = 50;

    static final int MAX_WANT = 200;

    private static final PeerSink NOBODY =
            new PeerSink() {
                @Override
                public void ipv4(int address, int port) {}

                @Override
                public void ipv6(long high, long low, int port) {}
            };

    /**
     * How announces are taken.
     *
     * @param interval how often peers are told to announce; who misses two is gone
     * @param preferLocal whether peers in the asker's own subnet come first
     */
    public record Settings(Duration interval, boolean preferLocal) {}

    private final SwarmStore store;
    private final Gate gate;
    private final ShownNames names;
    private final Function<InfoHash, String> shareName;
    private final Settings settings;
    private final InstantSource time;
    private final IndexEvents events;
    private final Refusals refusals;

    /**
     * @param shareName what people call a share
     */
    public AnnounceService(
            SwarmStore store,
            Gate gate,
            ShownNames names,
            Function<InfoHash, String> shareName,
            Settings settings,
            InstantSource time,
            IndexEvents events) {
        this.store = store;
        this.gate = gate;
        this.names = names;
        this.shareName = shareName;
        this.settings = settings;
        this.time = time;
        this.events = events;
        this.refusals = new Refusals(time, events);
    }

    /** Seconds until the next announce. */
    int interval() {
        return (int) Math.max(1, settings.interval().toSeconds());
    }

    /** How many peers an asker gets that names this number; a negative one leaves it to us. */
    static int want(int asked) {
        return asked < 0 ? DEFAULT_WANT : Math.min(asked, MAX_WANT);
    }

    /** What a peer is. One that wants no more but lacks something says so each time (BEP 21). */
    static Role role(boolean complete, Event event) {
        if (complete) {
            return Role.SEEDER;
        }
        return event == Event.PAUSED ? Role.PARTIAL_SEED : Role.LEECHER;
    }

    /**
     * A request came, from an address that the sender can receive at; the first thing to do with
     * each.
     *
     * @param what {@code announce} or {@code scrape}
     */
    void request(String what, PeerAddress from) throws TrackerRejection {
        try {
            gate.request(from);
        } catch (TrackerRejection e) {
            refusals.tell(what, from, e);
            throw e;
        }
    }

    /**
     * Takes an announce.
     *
     * @param from the address that the request came from, with the port at which the peer listens
     * @param chosen as {@link SwarmStore#announce} has it
     */
    Outcome announce(
            InfoHash infoHash,
            PeerAddress from,
            PeerClaims claims,
            Role role,
            Event event,
            int wantIpv4,
            int wantIpv6,
            PeerSink chosen)
            throws TrackerRejection {
        try {
            long now = seconds();
            Who who = claims == PeerClaims.NONE ? Who.NOBODY : names.of(claims, from, now);
            admit(infoHash, from, who, claims);
            Announce announce =
                    new Announce(
                            infoHash,
                            claims.address().orElse(from),
                            names.shown(who, from),
                            role,
                            event,
                            wantIpv4,
                            wantIpv6,
                            settings.preferLocal(),
                            now);
            PeerSink told = from.isLoopback() ? chosen : new WithoutLoopback(chosen);
            Outcome outcome = store.announce(announce, told);
            if (outcome.change() != Change.NONE) {
                changed(announce, outcome, from);
            }
            return outcome;
        } catch (TrackerRejection e) {
            refusals.tell("announce", from, e);
            throw e;
        }
    }

    private void admit(InfoHash infoHash, PeerAddress from, Who who, PeerClaims claims)
            throws TrackerRejection {
        try {
            gate.announce(infoHash, from, pass(who, claims));
        } catch (TrackerRejection e) {
            // Perhaps only because its proof was for another index, or nobody had time to look.
            throw who.noProof().orElse(e);
        }
    }

    private static Gate.Pass pass(Who who, PeerClaims claims) {
        return who.proven().isEmpty() && claims.token().isEmpty()
                ? Gate.Pass.NONE
                : new Gate.Pass(who.proven(), claims.token());
    }

    /** Another machine's loopback address leads nowhere, or into a trap. */
    private record WithoutLoopback(PeerSink chosen) implements PeerSink {
        @Override
        public void ipv4(int address, int port) {
            if (address >>> 24 != 127) {
                chosen.ipv4(address, port);
            }
        }

        @Override
        public void ipv6(long high, long low, int port) {
            if (high != 0 || low != 1) {
                chosen.ipv6(high, low, port);
            }
        }
    }

    private void changed(Announce announce, Outcome outcome, PeerAddress from)
            throws TrackerRejection {
        // A peer that was not known may come completed, too.
        if (outcome.change() == Change.JOINED || announce.event() == Event.COMPLETED) {
            join(announce, from);
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
                        () -> shareName.apply(announce.infoHash()),
                        announce.name(),
                        announce.address(),
                        outcome.complete(),
                        outcome.incomplete()));
    }

    /**
     * Only the store can tell whether a peer is new, in one step with taking it in. One that may
     * not come is taken out again, which costs a second step for the refused only.
     */
    private void join(Announce announce, PeerAddress from) throws TrackerRejection {
        try {
            gate.join(announce.infoHash(), from);
        } catch (TrackerRejection e) {
            store.announce(leaving(announce), NOBODY);
            throw e;
        }
    }

    /** It left so long ago that nobody remembers: when it asks again it hears the reason again. */
    private static Announce leaving(Announce announce) {
        return new Announce(
                announce.infoHash(),
                announce.address(),
                Optional.empty(),
                announce.role(),
                Event.STOPPED,
                0,
                0,
                false,
                announce.now() - SwarmStore.LATE_SECONDS - 1);
    }

    /**
     * How many have what.
     *
     * @param token of a foreign client; empty for none
     */
    Map<InfoHash, Counts> scrape(Collection<InfoHash> infoHashes, String token, PeerAddress from)
            throws TrackerRejection {
        try {
            gate.read(
                    token.isEmpty()
                            ? Gate.Pass.NONE
                            : new Gate.Pass(Optional.empty(), Optional.of(token)));
            return store.scrape(infoHashes);
        } catch (TrackerRejection e) {
            refusals.tell("scrape", from, e);
            throw e;
        }
    }

    /** Removes the peers that missed two announces and half of a third. */
    public void expire() throws TrackerRejection {
        store.expire(
                time.instant().minus(settings.interval().multipliedBy(5).dividedBy(2)),
                gone ->
                        events.happened(
                                new IndexEvent.Peer(
                                        PeerChange.EXPIRED,
                                        gone.infoHash(),
                                        () -> shareName.apply(gone.infoHash()),
                                        gone.name(),
                                        gone.address(),
                                        gone.complete(),
                                        gone.incomplete())));
    }

    private long seconds() {
        return Math.floorDiv(time.millis(), 1_000);
    }
}
