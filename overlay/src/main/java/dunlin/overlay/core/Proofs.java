package dunlin.overlay.core;

import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import java.util.List;

/**
 * Makes this member's signatures, and checks those of others: {@link
 * dunlin.protocol.overlay.Signatures} in a program, nothing at all in a simulation of a hundred
 * thousand. Called while the node decides, and only for what it would use if it is genuine.
 */
public interface Proofs {
    /** What a head says of its digest. */
    Octets hash(Digest digest);

    /** The head, signed as this member's. */
    CardHead sign(CardHead head);

    /** What this member has in answer to a question, signed. */
    SignedHits sign(QuestionId question, CardHead own, List<SharedEntry> entries);

    boolean proves(CardHead head);

    boolean proves(Card card);

    boolean proves(SignedHits hits);
}
