package dunlin.tracker.announce;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.ShownName;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * By what name an announcing peer is shown, so that nobody passes for somebody else: a name that
 * belongs to a key is shown bare only of that key.
 *
 * <p>What was verified and looked up is remembered for a while, in bounded memory, so that neither
 * cryptography nor catalogue is at work for every announce. Thread-safe.
 */
public final class ShownNames {
    private static final int MOST = 100_000;
    private static final Duration VERIFIED_FOR = Duration.ofHours(1);
    private static final Duration NAMED_FOR = Duration.ofMinutes(5);

    /** Sets what tells keys of one name apart off from the name. */
    private static final String MARK = "~";

    /**
     * Who announces.
     *
     * @param name what it calls itself, if it does
     * @param key its key, if it proved to somebody that it has it
     * @param noProof why what it showed proves nothing here, if so
     */
    record Who(Optional<String> name, Optional<PeerKey> key, Optional<TrackerRejection> noProof) {
        static final Who NOBODY = new Who(Optional.empty(), Optional.empty(), Optional.empty());

        /** Its key, if it proved to this index that it has it. */
        Optional<PeerKey> proven() {
            return noProof.isEmpty() ? key : Optional.empty();
        }
    }

    /** Whose names are whose: a part of the {@link Catalogue}. */
    interface Owners {
        Optional<PeerKey> keyOf(String shownName) throws TrackerRejection;

        Optional<String> nameOf(PeerKey key) throws TrackerRejection;
    }

    /**
     * What a peer says of itself. It has an order, because a stranger can make names of one hash
     * code: without one, a map would have to go through all of them.
     */
    private record Claim(Optional<PeerKey> key, String name) implements Comparable<Claim> {
        @Override
        public int compareTo(Claim other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : Arrays.compare(bytes(key), bytes(other.key));
        }

        private static byte[] bytes(Optional<PeerKey> key) {
            return key.map(PeerKey::bytes).orElse(new byte[0]);
        }
    }

    private static final String FIRST_FORMAT =
            "this client does not say for which index it signed, so that another one could have sent it: update it";

    private final Owners owners;
    private final Gate gate;
    private final IndexNames own;
    private final Cache<AnnounceCredential, Boolean> verified;
    private final Cache<Claim, String> names;

    /**
     * @param gate says how often a credential may be verified
     * @param own what this index is called
     */
    public ShownNames(Catalogue catalogue, Gate gate, IndexNames own) {
        this(
                new Owners() {
                    @Override
                    public Optional<PeerKey> keyOf(String shownName) throws TrackerRejection {
                        return catalogue.keyOf(shownName);
                    }

                    @Override
                    public Optional<String> nameOf(PeerKey key) throws TrackerRejection {
                        return catalogue.nameOf(key);
                    }
                },
                gate,
                own,
                Ticker.systemTicker());
    }

    ShownNames(Owners owners, Gate gate, IndexNames own, Ticker ticker) {
        this.owners = owners;
        this.gate = gate;
        this.own = own;
        this.verified = cache(VERIFIED_FOR, ticker).build();
        this.names = cache(NAMED_FOR, ticker).build();
    }

    private static Caffeine<Object, Object> cache(Duration keep, Ticker ticker) {
        return Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(keep).ticker(ticker);
    }

    /**
     * Who this is. Asks the catalogue for nothing: whether it may announce is not known yet.
     *
     * @param now seconds since 1970
     */
    Who of(PeerClaims claims, PeerAddress from, long now) {
        Optional<PeerKey> key = Optional.empty();
        Optional<TrackerRejection> noProof = Optional.empty();
        try {
            if (claims.credential().isPresent() && isValid(claims.credential().get(), from, now)) {
                key = claims.credential().map(AnnounceCredential::key);
                noProof = noProofHere(claims.credential().get());
            }
        } catch (TrackerRejection e) {
            noProof = Optional.of(e); // it may be welcome all the same
        }
        // A name that was signed is the signed one.
        Optional<String> name =
                key.isPresent() ? claims.credential().map(AnnounceCredential::name) : claims.name();
        return name.isEmpty() ? Who.NOBODY : new Who(name, key, noProof);
    }

    /** By what name it is shown, if it told one. */
    Optional<String> shown(Who who, PeerAddress from) {
        return who.name().map(name -> shown(new Claim(who.key(), name), from));
    }

    /** In the first format another index may have got it: good for a name, but opens no door. */
    private static Optional<TrackerRejection> noProofHere(AnnounceCredential valid) {
        return valid.index().isPresent()
                ? Optional.empty()
                : Optional.of(new TrackerRejection(Reason.FORBIDDEN, FIRST_FORMAT));
    }

    private boolean isValid(AnnounceCredential credential, PeerAddress from, long now)
            throws TrackerRejection {
        if (credential.index().isPresent()) {
            own.require(credential.index().get(), from);
        }
        if (!credential.isTimely(now)) {
            return false;
        }
        Boolean known = verified.getIfPresent(credential);
        if (known == null) {
            gate.verify(from);
            known = credential.isValid(now);
            verified.put(credential, known);
            if (!known) {
                gate.disproved(from);
            }
        }
        return known;
    }

    private String shown(Claim claim, PeerAddress from) {
        String known = names.getIfPresent(claim);
        if (known == null) {
            try {
                gate.name(from);
                known = lookUp(claim);
                names.put(claim, known);
            } catch (TrackerRejection e) {
                // The catalogue's trouble, or a flood of names, is no reason to lose a peer. Looked
                // up again next time.
                return marked(claim);
            }
        }
        return known;
    }

    private String lookUp(Claim claim) throws TrackerRejection {
        if (claim.key().isPresent()) {
            Optional<String> registered = owners.nameOf(claim.key().get());
            if (registered.isPresent()) {
                return registered.get();
            }
        }
        // Whoever calls itself what only an index writes is marked once more.
        boolean isFree = !ShownName.isMarked(claim.name()) && owners.keyOf(claim.name()).isEmpty();
        return isFree ? claim.name() : marked(claim);
    }

    private static String marked(Claim claim) {
        return claim.name() + MARK + claim.key().map(PeerKey::fingerprint).orElse("unproven");
    }
}
