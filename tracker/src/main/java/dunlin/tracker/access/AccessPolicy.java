package dunlin.tracker.access;

import dunlin.net.AddressRange;
import dunlin.net.Throttle;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * The rules of one index: whom it serves, and how much of it each may use. Nobody on this machine
 * itself is throttled. Thread-safe, and of bounded memory whoever comes.
 */
public final class AccessPolicy implements Gate {
    /** Whom an index serves. */
    public sealed interface Rule {
        /** Anyone registers and announces anything. */
        record Open() implements Rule {}

        /**
         * Anyone registers; announces are taken only for what is registered.
         *
         * @param listing asked for every announce
         */
        record Listed(Listing listing) implements Rule {
            /** Knows what is registered. */
            @FunctionalInterface
            public interface Listing {
                /**
                 * Whether this share is.
                 *
                 * @throws TrackerRejection if that cannot be found out now
                 */
                boolean has(InfoHash infoHash) throws TrackerRejection;
            }
        }

        /**
         * Only members register and announce.
         *
         * @param publicRead whether others may read
         */
        record MembersOnly(MembersFile file, boolean publicRead) implements Rule {}
    }

    private static final String NOT_LISTED =
            "this index serves only what is registered with it: dunlin share PATH --tracker URL";
    private static final String NO_MEMBER =
            "this index serves its members only: ask whoever runs it to add your key or token";
    private static final String NO_READER =
            "members only read here: ask whoever runs this index to add your key or token";

    private final Rule rule;
    private final List<AddressRange> banned;
    private final LongSupplier nanoTime;
    private final long start;
    private final long seed = ThreadLocalRandom.current().nextLong();

    /** A seedbox of 10,000 shares, announcing all at once and every 2 minutes, passes. */
    private final Throttle requests = new Throttle(50_000, 500);

    private final Throttle joins = new Throttle(20_000, 50);

    /** A lab of 1,000 machines behind one address, all started at once, passes. */
    private final Throttle verifications = new Throttle(2_000, 5);

    /**
     * Half a millisecond each: about a fifth of one core, and a few seconds at the most at once.
     */
    private final Throttle allVerifications = new Throttle(5_000, 400);

    /** A company of 5,000 machines behind one address, each looked up every 5 minutes, passes. */
    private final Throttle names = new Throttle(5_000, 20);

    /** A tenth of a millisecond each: a fifth of one core, and two seconds at the most at once. */
    private final Throttle allNames = new Throttle(20_000, 2_000);

    /** Honest signatures hold; half a millisecond each is wasted on those that do not. */
    private final Throttle disproved = new Throttle(20, 0.2);

    /** A folder of 10,000 files, each its own share, passes. */
    private final Throttle registrations = new Throttle(20_000, 10);

    private final Throttle registrationsByKey = new Throttle(20_000, 10);

    /**
     * @param banned addresses that are refused everything
     * @param nanoTime as {@link System#nanoTime}
     */
    public AccessPolicy(Rule rule, List<AddressRange> banned, LongSupplier nanoTime) {
        this.rule = rule;
        this.banned = List.copyOf(banned);
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong() - 1;
    }

    @Override
    public void request(PeerAddress from) throws TrackerRejection {
        for (AddressRange range : banned) {
            if (range.contains(from)) {
                throw new TrackerRejection(Reason.FORBIDDEN, "this address is banned here");
            }
        }
        throttle(requests, from, "too many requests from this address");
    }

    @Override
    public void announce(InfoHash infoHash, PeerAddress from, Pass pass) throws TrackerRejection {
        switch (rule) {
            case Rule.Open open -> {}
            case Rule.Listed listed -> {
                if (!listed.listing().has(infoHash)) {
                    throw new TrackerRejection(Reason.FORBIDDEN, NOT_LISTED);
                }
            }
            case Rule.MembersOnly members -> {
                if (!now(members).include(pass)) {
                    throw new TrackerRejection(
                            Reason.FORBIDDEN, NO_MEMBER + "; a member names it with --tracker");
                }
            }
        }
    }

    @Override
    public void join(InfoHash infoHash, PeerAddress from) throws TrackerRejection {
        throttle(joins, from, "too many new swarms from this address");
    }

    @Override
    public void verify(PeerAddress from) throws TrackerRejection {
        prove(from);
        throttle(verifications, from, "too many new names from this address");
        if (!from.isLoopback()) {
            check(allVerifications.take(mix(0), now()), "too many new names just now");
        }
    }

    @Override
    public void name(PeerAddress from) throws TrackerRejection {
        throttle(names, from, "too many new names from this address");
        if (!from.isLoopback()) {
            check(allNames.take(mix(0), now()), "too many new names just now");
        }
    }

    @Override
    public void prove(PeerAddress from) throws TrackerRejection {
        if (!from.isLoopback()) {
            check(
                    disproved.delay(mix(subject(from)), now()),
                    "too many signatures from this address did not hold");
        }
    }

    @Override
    public void disproved(PeerAddress from) {
        // Whether it has to wait is asked before the next.
        Duration ignored = disproved.take(mix(subject(from)), now());
    }

    @Override
    public void register(PeerKey by, PeerAddress from) throws TrackerRejection {
        if (rule instanceof Rule.MembersOnly members) {
            Pass pass = new Pass(Optional.of(by), Optional.empty());
            if (!now(members).include(pass)) {
                disproved(from); // anybody can make keys: what they sign is as much work
                throw new TrackerRejection(Reason.FORBIDDEN, NO_MEMBER + " (" + by + ")");
            }
        }
        throttle(registrations, from, "too many registrations from this address");
        check(
                registrationsByKey.take(mix(subject(by)), now()),
                "too many registrations by this key");
    }

    /**
     * A part of a key that nobody can make another key with, unlike a hash of 32 bits: who had a
     * key of the same one, found in minutes, used up the registrations of that other key.
     */
    private static long subject(PeerKey key) {
        return ByteBuffer.wrap(key.bytes()).getLong();
    }

    @Override
    public void read(Pass pass) throws TrackerRejection {
        if (rule instanceof Rule.MembersOnly members
                && !members.publicRead()
                && !now(members).include(pass)) {
            throw new TrackerRejection(Reason.FORBIDDEN, NO_READER);
        }
    }

    @Override
    public boolean isToken(String text) {
        return rule instanceof Rule.MembersOnly members && now(members).tokens().contains(text);
    }

    private static Members now(Rule.MembersOnly rule) {
        return rule.file().members();
    }

    private void throttle(Throttle throttle, PeerAddress from, String refusal)
            throws TrackerRejection {
        if (!from.isLoopback()) {
            check(throttle.take(mix(subject(from)), now()), refusal);
        }
    }

    /** Whoever has an IPv6 address has all of its /64. */
    private static long subject(PeerAddress from) {
        return from.isIpv4() ? from.low() : from.high();
    }

    private static void check(Duration wait, String refusal) throws TrackerRejection {
        if (wait.isPositive()) {
            throw new TrackerRejection(Reason.TOO_OFTEN, refusal, Optional.of(wait));
        }
    }

    private long now() {
        return nanoTime.getAsLong() - start;
    }

    /** The finaliser of SplitMix64 over the seeded subject: every bit depends on every bit. */
    private long mix(long subject) {
        long z = subject + seed;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
