package dunlin.cli.shell;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.node.api.Browsed;
import dunlin.node.api.Found;
import dunlin.node.api.Member;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What commands were told of the world, so that it can be completed: names and ids of shares, names
 * of peers, numbers of what they share. So much of each, the oldest forgotten first. Thread-safe.
 */
final class Known {
    private static final int MOST = 2_000;
    private static final int ID_SHOWN = 10;

    /** Words with a few more that say what each is. */
    @GuardedBy("this")
    private final SequencedMap<String, String> shares = new LinkedHashMap<>();

    @GuardedBy("this")
    private final SequencedMap<String, String> peers = new LinkedHashMap<>();

    @GuardedBy("this")
    private final SequencedMap<String, Map<String, String>> numbers = new LinkedHashMap<>();

    synchronized void listed(List<LiveListing> listings) {
        listings.forEach(live -> listed(live.listing()));
    }

    synchronized void found(List<Found> found) {
        for (Found one : found) {
            listed(one.hit().share().listing());
            for (ListedPeer holder : one.hit().peers()) {
                put(peers, holder.name(), "has " + one.hit().share().listing().name());
            }
        }
    }

    synchronized void members(List<Member> members) {
        for (Member member : members) {
            if (!member.isSelf()) {
                member(member);
            }
        }
    }

    synchronized void browsed(String asked, Browsed browsed) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Browsed.Entry entry : browsed.entries()) {
            put(shares, entry.name(), "shared by " + browsed.member().shownName());
            put(entries, String.valueOf(entry.number()), entry.name());
        }
        member(browsed.member());
        put(numbers, key(asked), entries);
        put(numbers, key(browsed.member().shownName()), entries);
    }

    private synchronized void listed(Listing listing) {
        put(shares, listing.name(), "shared by " + listing.sharedBy());
        put(shares, listing.id().toString().substring(0, ID_SHOWN), listing.name());
    }

    private synchronized void member(Member member) {
        put(peers, member.shownName(), member.shares() + " shares");
    }

    /** Names and ids of shares, with what they are. */
    synchronized Map<String, String> shares() {
        return new LinkedHashMap<>(shares);
    }

    /** Names of peers, with what they are. */
    synchronized Map<String, String> peers() {
        return new LinkedHashMap<>(peers);
    }

    /** The numbers by which a peer gives what it shares, with the names. */
    synchronized Map<String, String> numbers(String peer) {
        return new LinkedHashMap<>(numbers.getOrDefault(key(peer), Map.of()));
    }

    private static String key(String peer) {
        return peer.toLowerCase(Locale.ROOT);
    }

    private static <T> void put(Map<String, T> map, String word, T what) {
        map.remove(word);
        map.put(word, what);
        if (map.size() > MOST) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
