package dunlin.node.api;

import dunlin.protocol.InfoHash;
import java.time.Instant;
import java.util.List;

/**
 * What a member shares, as it says itself.
 *
 * @param entries the newest last
 */
public record Browsed(Member member, List<Entry> entries) {
    public Browsed {
        entries = List.copyOf(entries);
    }

    /**
     * One share.
     *
     * @param number stays with the share, and is never another's
     * @param size bytes of content
     * @param since when it was shared
     */
    public record Entry(
            int number, InfoHash id, String name, long size, int files, Instant since) {}
}
