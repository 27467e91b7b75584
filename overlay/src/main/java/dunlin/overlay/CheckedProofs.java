package dunlin.overlay;

import dunlin.overlay.core.Proofs;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardsGiven;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.Signatures;
import dunlin.protocol.overlay.SignedHits;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Signatures for a node that decides under a lock: a check takes a fifth of a millisecond, so what
 * comes with a message is checked before the lock is taken, by {@link #check}, on the thread of the
 * connection that it came by. What was found genuine is remembered: most cards come by several
 * ways. Thread-safe.
 */
final class CheckedProofs implements Proofs {
    private static final int REMEMBERED = 2_048;

    private final Signatures signatures;
    private final PeerKeyPair keys;

    /** Signatures that were checked, with what they are of, those used last at the end. */
    private final Map<Octets, Object> genuine =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(64, 0.75f, true) {
                        private static final long serialVersionUID = 1;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Octets, Object> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    private final LongAdder made = new LongAdder();

    CheckedProofs(Signatures signatures, PeerKeyPair keys) {
        this.signatures = signatures;
        this.keys = keys;
    }

    /** How many signatures a message has, of which each costs a check. */
    static int count(OverlayMessage message) {
        return switch (message) {
            case CardPush _ -> 1;
            case Answer answer -> answer.heads().size() + (answer.hits().isPresent() ? 2 : 0);
            case CardsGiven given -> given.heads().size() + 1;
            case Hits _ -> 2;
            default -> 0;
        };
    }

    /** Checks what comes with a message, so that the node finds it done. Takes a while. */
    void check(OverlayMessage message) {
        switch (message) {
            case CardPush push -> proves(push.card());
            case Answer answer -> {
                answer.heads().forEach(this::proves);
                answer.hits().ifPresent(this::proves);
            }
            case CardsGiven given -> {
                given.own().ifPresent(this::proves);
                given.heads().forEach(this::proves);
            }
            case Hits hits -> proves(hits.hits());
            default -> {} // the others have none
        }
    }

    /** How many checks were made. */
    long made() {
        return made.sum();
    }

    @Override
    public Octets hash(Digest digest) {
        return Signatures.ofDigest(digest);
    }

    @Override
    public CardHead sign(CardHead head) {
        return signatures.sign(keys, head);
    }

    @Override
    public SignedHits sign(QuestionId question, CardHead own, List<SharedEntry> entries) {
        return signatures.sign(keys, question, own, entries);
    }

    @Override
    public boolean proves(CardHead head) {
        return isGenuine(head.signature(), head, () -> signatures.proves(head));
    }

    @Override
    public boolean proves(Card card) {
        return hash(card.digest()).equals(card.head().digest()) && proves(card.head());
    }

    @Override
    public boolean proves(SignedHits hits) {
        return isGenuine(hits.signature(), hits, () -> signatures.proves(hits));
    }

    private boolean isGenuine(Octets signature, Object of, BooleanSupplier check) {
        if (of.equals(genuine.get(signature))) {
            return true;
        }
        made.increment();
        boolean isGenuine = check.getAsBoolean();
        if (isGenuine) {
            genuine.put(signature, of);
        }
        return isGenuine;
    }
}
