package dunlin.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dunlin.net.HostPort;
import dunlin.node.api.Found;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.identity.PeerKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A share of the catalogue as it is answered in JSON; the names are a contract.
 *
 * @param magnet null for a private share
 * @param owner the key of the one who shared it first, or null at an index that does not tell
 * @param gone whether nobody has had it for long
 * @param peers those that have it now, or null if that was not asked
 * @param foundIn where a search found it, or null if it was no search
 */
record ListedShare(
        String id,
        String name,
        long size,
        int files,
        int seeders,
        int leechers,
        String sharedBy,
        Instant sharedAt,
        @Nullable String magnet,
        String description,
        List<String> tags,
        @Nullable String owner,
        boolean gone,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Peer> peers,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> foundIn) {
    /** A peer that has it. */
    record Peer(String name, String address, Instant since, boolean beforeRestart) {
        private static Peer of(ListedPeer holder) {
            return new Peer(
                    holder.name(),
                    HostPort.format(holder.address()),
                    holder.since(),
                    holder.beforeRestart());
        }
    }

    static ListedShare of(LiveListing share) {
        return of(share, null, null);
    }

    static ListedShare of(Found found) {
        Hit hit = found.hit();
        return of(hit.share(), hit.peers().stream().map(Peer::of).toList(), placesOf(found));
    }

    /** Where a search found it. */
    static List<String> placesOf(Found found) {
        return found.foundIn().stream()
                .sorted()
                .map(where -> where.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static ListedShare of(
            LiveListing live, @Nullable List<Peer> peers, @Nullable List<String> foundIn) {
        Listing it = live.listing();
        return new ListedShare(
                it.id().toString(),
                it.name(),
                it.size(),
                it.files(),
                live.seeders(),
                live.leechers(),
                it.sharedBy(),
                it.sharedAt(),
                it.magnet().orElse(null),
                it.note().description(),
                it.note().tags(),
                it.owner().map(PeerKey::toString).orElse(null),
                live.gone(),
                peers,
                foundIn);
    }
}
