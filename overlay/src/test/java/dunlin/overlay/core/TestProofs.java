package dunlin.overlay.core;

import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import java.nio.ByteBuffer;
import java.util.List;

/** Signatures that anybody could make, but that tell a changed head from a signed one. */
final class TestProofs implements Proofs {
    private static final Octets HASH = Octets.zeros(32);

    @Override
    public Octets hash(Digest digest) {
        return HASH;
    }

    @Override
    public CardHead sign(CardHead head) {
        return head.at(head.sequence(), signature(head));
    }

    @Override
    public SignedHits sign(QuestionId question, CardHead own, List<SharedEntry> entries) {
        return new SignedHits(question, own, entries, signature(own));
    }

    @Override
    public boolean proves(CardHead head) {
        return head.signature().equals(signature(head));
    }

    @Override
    public boolean proves(Card card) {
        return proves(card.head());
    }

    @Override
    public boolean proves(SignedHits hits) {
        return proves(hits.sharer()) && hits.signature().equals(hits.sharer().signature());
    }

    private static Octets signature(CardHead head) {
        return Octets.of(
                ByteBuffer.allocate(64)
                        .putLong(head.sequence())
                        .putLong(head.cardId())
                        .putInt(head.neighbours().hashCode())
                        .putInt(head.address().hashCode())
                        .array());
    }
}
