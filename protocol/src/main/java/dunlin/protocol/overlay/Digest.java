package dunlin.protocol.overlay;

/**
 * The words by which the shares of a member are found, as a set that answers "no" or "perhaps".
 * Immutable.
 */
public interface Digest {
    /** Whether a word with this {@linkplain WordHashes hash} may be among them. */
    boolean mayHave(long hash);

    /** As it stands in a card and is hashed for its head; the same for the same set. */
    byte[] bytes();
}
