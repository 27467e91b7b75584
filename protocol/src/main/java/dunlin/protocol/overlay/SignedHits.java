package dunlin.protocol.overlay;

import java.util.List;

/**
 * What a sharer has for a question, signed by it for that question alone.
 *
 * @param question which it answers
 * @param sharer whose shares they are, and where they are fetched; signed by itself
 * @param entries at most {@link #MAX_ENTRIES}; none if the sharer has nothing
 * @param signature 64 bytes over question, sharer and entries; zeros while it is not signed
 */
public record SignedHits(
        QuestionId question, CardHead sharer, List<SharedEntry> entries, Octets signature) {
    /** Most shares that one sharer names in answer to one question. */
    public static final int MAX_ENTRIES = 32;

    public SignedHits {
        entries = List.copyOf(entries);
        if (entries.size() > MAX_ENTRIES || signature.length() != 64) {
            throw new IllegalArgumentException(
                    entries.size() + " hits, or a signature of " + signature.length() + " bytes");
        }
    }
}
