package dunlin.bench.sim.overlay;

import dunlin.overlay.core.Proofs;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import java.util.List;

/** Signatures that cost nothing and prove nothing: nobody forges any here. */
final class NoProofs implements Proofs {
    private static final Octets HASH = Octets.zeros(32);

    @Override
    public Octets hash(Digest digest) {
        return HASH;
    }

    @Override
    public CardHead sign(CardHead head) {
        return head;
    }

    @Override
    public SignedHits sign(QuestionId question, CardHead own, List<SharedEntry> entries) {
        return new SignedHits(question, own, entries, CardHead.UNSIGNED);
    }

    @Override
    public boolean proves(CardHead head) {
        return true;
    }

    @Override
    public boolean proves(Card card) {
        return true;
    }

    @Override
    public boolean proves(SignedHits hits) {
        return true;
    }
}
