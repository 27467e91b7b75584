package dunlin.protocol.overlay;

/**
 * What a member hands to others so that they answer for it: who it is and where, and a digest of
 * the words of its shares. Whether the digest is the one that the head was signed for has to be
 * looked at: {@link Signatures#proves(Card)}.
 */
public record Card(CardHead head, Digest digest) {}
