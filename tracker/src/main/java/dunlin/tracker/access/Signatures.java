package dunlin.tracker.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.SignedRequest;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Takes the signed requests of sharers: each only in its time, as it was signed, once, and if the
 * gate lets its key. Thread-safe.
 *
 * <p>The threat of a request that was overheard and is sent again: it might list anew what was
 * withdrawn since. So what was taken is remembered for as long as its time is good; when there is
 * no room to remember more, no more is taken. It is remembered by one index only, and not beyond a
 * restart: whoever can listen should find the index behind TLS.
 */
public final class Signatures {
    /** Most signatures that are remembered: about 20 MB. */
    private static final int CAPACITY = 200_000;

    private static final Duration FULL_FOR = Duration.ofMinutes(1);

    /** The first 16 bytes of a signature: nobody can make another one that begins so. */
    private record Taken(long first, long second) {
        static Taken of(SignedRequest request) {
            ByteBuffer bytes = ByteBuffer.wrap(request.signature());
            return new Taken(bytes.getLong(), bytes.getLong());
        }
    }

    private final Gate gate;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();

    /** What was taken, by the time in it. */
    @GuardedBy("lock")
    private final NavigableMap<Long, Set<Taken>> taken = new TreeMap<>();

    @GuardedBy("lock")
    private int count;

    /**
     * @param gate asked whether a key that was proven may do this
     */
    public Signatures(Gate gate) {
        this(gate, CAPACITY);
    }

    Signatures(Gate gate, int capacity) {
        this.gate = gate;
        this.capacity = capacity;
    }

    /**
     * Reads what a request claims. To be asked before its body is read, which costs more.
     *
     * @param header gives the value of a header by its name in lower case
     * @throws TrackerRejection FORBIDDEN if nothing is claimed or its time is not now, INVALID if
     *     it is malformed
     */
    public SignedRequest claimed(Function<String, Optional<String>> header, Instant now)
            throws TrackerRejection {
        SignedRequest claim;
        try {
            claim =
                    SignedRequest.parse(
                            required(header, SignedRequest.KEY_HEADER),
                            required(header, SignedRequest.TIME_HEADER),
                            required(header, SignedRequest.SIGNATURE_HEADER));
        } catch (ProtocolException e) {
            throw new TrackerRejection(Reason.INVALID, "no usable signature: " + e.getMessage());
        }
        requireTimely(claim, now);
        return claim;
    }

    private static String required(Function<String, Optional<String>> header, String name)
            throws TrackerRejection {
        return header.apply(name.toLowerCase(Locale.ROOT))
                .orElseThrow(() ->
                        new TrackerRejection(
                                Reason.FORBIDDEN,
                                "this must be signed by the sharer's key, and there is no header "
                                        + name));
    }

    private static void requireTimely(SignedRequest claim, Instant now) throws TrackerRejection {
        long seconds = claim.time() - now.getEpochSecond();
        if (!claim.isTimely(now.getEpochSecond())) {
            throw new TrackerRejection(
                    Reason.FORBIDDEN,
                    "it was signed %d s %s by this index's clock, %d are allowed: set the clock"
                            .formatted(
                                    Math.abs(seconds),
                                    seconds < 0 ? "ago" : "ahead",
                                    SignedRequest.WINDOW));
        }
    }

    /**
     * Makes sure that a claim holds for a request, and that its key may do such a thing now. The
     * claim is used up if so.
     *
     * @param target path and query as they came, percent-encoded
     * @param bodyDigest by {@link SignedRequest#digest}
     * @param from whom it came from
     * @return the key that it was signed with
     * @throws TrackerRejection FORBIDDEN if it does not hold or was used before, and whatever the
     *     gate says
     */
    public PeerKey proven(
            SignedRequest claim,
            String method,
            String target,
            byte[] bodyDigest,
            PeerAddress from,
            Instant now)
            throws TrackerRejection {
        requireTimely(claim, now); // its body may have taken long to come
        if (!claim.isOf(method, target, bodyDigest)) {
            throw new TrackerRejection(
                    Reason.FORBIDDEN, "the signature is not valid for this request and key");
        }
        // Before the gate: who sends again what another one signed must not use up that one's
        // share.
        requireUnused(claim);
        gate.register(claim.key(), from);
        take(claim, now);
        return claim.key();
    }

    private void requireUnused(SignedRequest claim) throws TrackerRejection {
        lock.lock();
        try {
            Set<Taken> then = taken.get(claim.time());
            if (then != null && then.contains(Taken.of(claim))) {
                throw used();
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(SignedRequest claim, Instant now) throws TrackerRejection {
        lock.lock();
        try {
            forgetBefore(now.getEpochSecond() - SignedRequest.WINDOW);
            if (count >= capacity) {
                throw new TrackerRejection(
                        Reason.TOO_OFTEN,
                        "too many signed requests just now: try again in a minute",
                        Optional.of(FULL_FOR));
            }
            if (!taken.computeIfAbsent(claim.time(), time -> new HashSet<>())
                    .add(Taken.of(claim))) {
                throw used();
            }
            count++;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void forgetBefore(long time) {
        while (!taken.isEmpty() && taken.firstKey() < time) {
            count -= taken.pollFirstEntry().getValue().size();
        }
    }

    private static TrackerRejection used() {
        return new TrackerRejection(
                Reason.FORBIDDEN, "this signed request was used already: sign it anew");
    }
}
