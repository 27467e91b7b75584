package dunlin.node.index;

import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which of several shares a person means who gave a name: pure.
 *
 * <p>The threat: anybody may register another share by a name that is there already. So a newer one
 * is taken for an older one only if the same key registered both.
 */
public final class Choice {
    private static final Comparator<LiveListing> BEST =
            Comparator.comparing((LiveListing it) -> it.seeders() > 0)
                    .thenComparing(it -> it.listing().sharedAt());

    private Choice() {}

    /**
     * The only one; or of several of one name and one owner the newest that somebody has all of,
     * else the newest.
     *
     * @param sharer who shared it, if the person says so
     * @return empty if it may be any of several
     */
    public static Optional<LiveListing> among(List<LiveListing> found, Optional<String> sharer) {
        List<LiveListing> meant = ofSharer(found, sharer);
        boolean isOne =
                meant.size() == 1
                        || meant.stream().allMatch(it -> isNewerOrOlder(it, meant.getFirst()));
        return isOne ? meant.stream().max(BEST) : Optional.empty();
    }

    /** Those that this one shared; all, if none is: it may be one who only has it. */
    private static List<LiveListing> ofSharer(List<LiveListing> found, Optional<String> sharer) {
        if (sharer.isEmpty()) {
            return found;
        }
        String name = sharer.get().toLowerCase(Locale.ROOT);
        List<LiveListing> his =
                found.stream()
                        .filter(it -> it.listing().sharedBy().toLowerCase(Locale.ROOT).equals(name))
                        .toList();
        return his.isEmpty() ? found : his;
    }

    private static boolean isNewerOrOlder(LiveListing one, LiveListing other) {
        Listing a = one.listing();
        Listing b = other.listing();
        return a.name().equals(b.name()) && a.owner().isPresent() && a.owner().equals(b.owner());
    }
}
