package dunlin.tracker.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.FirstFormat;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.identity.SignedRequest.Bound;
import dunlin.tracker.store.ShareChanges;
import dunlin.tracker.store.ShareChanges.Use;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Takes the signed requests of sharers: each only in its time, at the index that it is for, as it
 * was signed, once, and if the gate lets its key. Thread-safe.
 *
 * <p>The threat of a request that was overheard and is sent again: it might list anew what was
 * withdrawn since. So what was taken is remembered for as long as its time is good; when there is
 * no room to remember more, no more is taken. It is remembered here from its head on, and by the
 * catalogue ({@link Use}) beyond a restart and for all trackers that share one.
 *
 * <p>In the first format a request can be sent to another index, and is known to be forged only
 * once its body came. So it may only register, which takes nothing away, and only what is small.
 */
public final class Signatures {
    /** Most signatures that are remembered: about 30 MB. */
    private static final int CAPACITY = 200_000;

    private static final Duration FULL_FOR = Duration.ofMinutes(1);

    /** How long a signature waits to be verified. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Nobody can make another signature that begins so. */
    private static final int USE_LENGTH = 16;

    private static final String UPDATE = ": update the client";
    private static final String NO_INDEX = "it does not say for which index it was signed" + UPDATE;

    /**
     * A request as far as its head tells.
     *
     * @param method in capitals
     * @param target path and query as they came, percent-encoded
     * @param header gives the value of a header by its name in lower case
     * @param from whom it came from
     */
    public record Head(
            String method,
            String target,
            Function<String, Optional<String>> header,
            PeerAddress from) {}

    /** What a signature allows: one change of shares by its key. */
    public record Proven(PeerKey by, Use use) {}

    private final Gate gate;
    private final IndexNames names;
    private final int capacity;

    /** Half a millisecond of a core each: the other half of the machine stays for all else. */
    private final Semaphore verifying =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    private final ReentrantLock lock = new ReentrantLock();

    /** What was taken, by the time in it. */
    @GuardedBy("lock")
    private final NavigableMap<Long, Set<String>> taken = new TreeMap<>();

    @GuardedBy("lock")
    private int count;

    /**
     * @param gate asked whether a key that was proven may do this
     * @param names what this index is called
     */
    public Signatures(Gate gate, IndexNames names) {
        this(gate, names, CAPACITY);
    }

    Signatures(Gate gate, IndexNames names, int capacity) {
        this.gate = gate;
        this.names = names;
        this.capacity = capacity;
    }

    /** A request whose body is still to come. */
    public final class Claim {
        private final SignedRequest signed;
        private final Head head;

        private Claim(SignedRequest signed, Head head) {
            this.signed = signed;
            this.head = head;
        }

        /** Whether it is known already that it holds, but for its body. */
        public boolean isProven() {
            return signed.bound().isPresent();
        }

        /**
         * Makes sure that the body is the one that was signed.
         *
         * @param bodyDigest by {@link SignedRequest#digest}
         * @throws TrackerRejection FORBIDDEN if it is another; in the first format whatever {@link
         *     Signatures#claimed} throws
         */
        public Proven with(byte[] bodyDigest, Instant now) throws TrackerRejection {
            if (signed.bound().isEmpty()) {
                requireTimely(signed, now); // its body may have taken long to come
                take(signed, head, bodyDigest, now);
            } else if (!Arrays.equals(signed.bound().get().bodyDigest(), bodyDigest)) {
                throw new TrackerRejection(
                        Reason.FORBIDDEN, "the body is not the one that was signed");
            }
            // Once more the window: the clocks of trackers on one catalogue may differ, too.
            Instant until = Instant.ofEpochSecond(signed.time() + 2 * SignedRequest.WINDOW);
            byte[] use = Arrays.copyOf(signed.signature(), USE_LENGTH);
            return new Proven(signed.key(), new Use(use, until));
        }
    }

    /**
     * Reads what a request claims, and makes sure that it holds as far as its head tells, which
     * uses the claim up. To be asked before its body is read.
     *
     * @throws TrackerRejection FORBIDDEN if nothing is claimed, its time is not now, it is for
     *     another index, it does not hold or was used before; INVALID if it is malformed; and
     *     whatever the gate says
     */
    public Claim claimed(Head head, Instant now) throws TrackerRejection {
        SignedRequest signed = read(head);
        requireTimely(signed, now);
        if (signed.bound().isPresent()) {
            names.require(signed.bound().get().index(), head.from());
            take(signed, head, signed.bound().get().bodyDigest(), now);
        } else {
            requireHarmless(head, now);
        }
        return new Claim(signed, head);
    }

    /**
     * Whose request this is that only reads and has no body: it may come again, but to this index
     * only. The key is asked for first: whoever may not read costs no look at a signature.
     *
     * @throws TrackerRejection FORBIDDEN if its key may not read, its time is not now, it is for
     *     another index or does not hold; INVALID if it is malformed; TOO_OFTEN
     */
    public PeerKey reader(Head head, Instant now) throws TrackerRejection {
        SignedRequest signed = read(head);
        requireTimely(signed, now);
        IndexName index =
                signed.bound()
                        .map(Bound::index)
                        .orElseThrow(() -> new TrackerRejection(Reason.FORBIDDEN, NO_INDEX));
        names.require(index, head.from());
        gate.read(new Gate.Pass(Optional.of(signed.key()), Optional.empty()));
        verify(signed, head, SignedRequest.digest(new byte[0]));
        return signed.key();
    }

    private static SignedRequest read(Head head) throws TrackerRejection {
        String key = required(head, SignedRequest.KEY_HEADER);
        String time = required(head, SignedRequest.TIME_HEADER);
        String signature = required(head, SignedRequest.SIGNATURE_HEADER);
        Optional<String> index = value(head, SignedRequest.INDEX_HEADER);
        String digest = index.isPresent() ? required(head, SignedRequest.DIGEST_HEADER) : "";
        try {
            Optional<Bound> bound =
                    index.isPresent()
                            ? Optional.of(Bound.parse(index.get(), digest))
                            : Optional.empty();
            return SignedRequest.parse(key, bound, time, signature);
        } catch (ProtocolException e) {
            throw new TrackerRejection(Reason.INVALID, "no usable signature: " + e.getMessage());
        }
    }

    private static Optional<String> value(Head head, String name) {
        return head.header().apply(name.toLowerCase(Locale.ROOT));
    }

    private static String required(Head head, String name) throws TrackerRejection {
        return value(head, name)
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

    private static void requireHarmless(Head head, Instant now) throws TrackerRejection {
        if (now.getEpochSecond() >= FirstFormat.ENDS) {
            throw new TrackerRejection(
                    Reason.FORBIDDEN, "it is signed in a form that is not taken any more" + UPDATE);
        }
        if (!head.method().equals("POST")) {
            throw new TrackerRejection(Reason.FORBIDDEN, NO_INDEX);
        }
    }

    /** Verifies it, and uses it up. */
    private void take(SignedRequest claim, Head head, byte[] bodyDigest, Instant now)
            throws TrackerRejection {
        verify(claim, head, bodyDigest);
        // Before the gate: who sends again what another one signed must not use up that one's
        // share.
        requireUnused(claim);
        gate.register(claim.key(), head.from());
        note(claim, now);
    }

    private void verify(SignedRequest claim, Head head, byte[] bodyDigest) throws TrackerRejection {
        gate.prove(head.from());
        if (!holds(claim, head, bodyDigest)) {
            gate.disproved(head.from());
            throw new TrackerRejection(
                    Reason.FORBIDDEN, "the signature is not valid for this request and key");
        }
    }

    private boolean holds(SignedRequest claim, Head head, byte[] bodyDigest)
            throws TrackerRejection {
        try {
            if (verifying.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                try {
                    return claim.isOf(head.method(), head.target(), bodyDigest);
                } finally {
                    verifying.release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new TrackerRejection(
                Reason.TOO_OFTEN,
                "too many signatures to verify just now: try again in a moment",
                Optional.of(PATIENCE));
    }

    private static String id(SignedRequest claim) {
        return HexFormat.of().formatHex(claim.signature(), 0, USE_LENGTH);
    }

    private void requireUnused(SignedRequest claim) throws TrackerRejection {
        lock.lock();
        try {
            Set<String> then = taken.get(claim.time());
            if (then != null && then.contains(id(claim))) {
                throw ShareChanges.used();
            }
        } finally {
            lock.unlock();
        }
    }

    private void note(SignedRequest claim, Instant now) throws TrackerRejection {
        lock.lock();
        try {
            forgetBefore(now.getEpochSecond() - SignedRequest.WINDOW);
            if (count >= capacity) {
                throw new TrackerRejection(
                        Reason.TOO_OFTEN,
                        "too many signed requests just now: try again in a minute",
                        Optional.of(FULL_FOR));
            }
            if (!taken.computeIfAbsent(claim.time(), time -> new HashSet<>()).add(id(claim))) {
                throw ShareChanges.used();
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
}
