package dunlin.overlay;

import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.search.ShareWords;

/**
 * A share as this member shows it to others.
 *
 * @param membersOnly whether visitors and strangers do not see it
 * @param words by which it is found
 */
public record ShownShare(SharedEntry entry, boolean membersOnly, ShareWords words) {
    /** Its number, which stays with it. */
    public int number() {
        return entry.number();
    }
}
