package dunlin.protocol.catalogue;

/**
 * A share whose name is near to what somebody typed.
 *
 * @param edits how many letters of its name are other ones, 0 to 2; 0 if it differs in case,
 *     accents, separators or a lacking extension only
 */
public record NearListing(LiveListing live, int edits) {}
