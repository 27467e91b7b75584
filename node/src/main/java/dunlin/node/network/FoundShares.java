package dunlin.node.network;

import dunlin.node.api.Found;
import dunlin.node.api.Found.Where;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.search.Relevance;
import dunlin.protocol.search.SearchQuery;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a search has found so far, each share once, whoever knew of it. What an index says of a
 * share goes before what its sharers say. Pure; not thread-safe.
 *
 * <p>The threat: whoever answers a search can make up as many shares as it likes. So no more are
 * kept than {@link #MOST}, and of one address no more than {@link #MOST_OF_ONE}.
 */
final class FoundShares {
    /** Most shares that are kept. */
    static final int MOST = 1_000;

    /** Most of them that one address alone vouches for. */
    static final int MOST_OF_ONE = 200;

    private static final int MOST_PEERS = 50;

    private final Relevance relevance;
    private final Map<InfoHash, Found> byId = new LinkedHashMap<>();
    private final Map<InetSocketAddress, Integer> vouched = new HashMap<>();

    FoundShares(SearchQuery query) {
        this.relevance = new Relevance(query);
    }

    /** Takes what somebody said. @return the share as it is known now, if that is news */
    Optional<Found> add(Hit hit, Where where) {
        InfoHash id = hit.share().listing().id();
        Found before = byId.get(id);
        if (before == null && !isRoomFor(hit, where)) {
            return Optional.empty();
        }
        Found now = before == null ? new Found(hit, Set.of(where)) : merged(before, hit, where);
        if (now.equals(before)) {
            return Optional.empty();
        }
        byId.put(id, now);
        return Optional.of(now);
    }

    private boolean isRoomFor(Hit hit, Where where) {
        if (byId.size() >= MOST) {
            return false;
        }
        if (where == Where.INDEX) {
            return true;
        }
        return hit.peers().stream()
                .allMatch(peer -> vouched.merge(peer.address(), 1, Integer::sum) <= MOST_OF_ONE);
    }

    private static Found merged(Found before, Hit hit, Where where) {
        boolean isBetter = where == Where.INDEX && !before.foundIn().contains(Where.INDEX);
        LiveListing best = isBetter ? hit.share() : before.hit().share();
        Map<InetSocketAddress, ListedPeer> peers = new LinkedHashMap<>();
        before.hit().peers().forEach(peer -> peers.putIfAbsent(peer.address(), peer));
        for (ListedPeer peer : hit.peers()) {
            if (peers.size() < MOST_PEERS) {
                peers.merge(peer.address(), peer, FoundShares::named);
            }
        }
        int complete = (int) peers.values().stream().filter(ListedPeer::complete).count();
        LiveListing live =
                new LiveListing(
                        best.listing(),
                        Math.max(best.seeders(), complete),
                        best.leechers(),
                        best.gone() && complete == 0);
        EnumSet<Where> places = EnumSet.copyOf(before.foundIn());
        places.add(where);
        return new Found(new Hit(live, List.copyOf(peers.values())), places);
    }

    /** An index may not know the name of a peer that another source knows. */
    private static ListedPeer named(ListedPeer one, ListedPeer other) {
        return one.name().isEmpty() ? other : one;
    }

    /** How many there are. */
    int size() {
        return byId.size();
    }

    /** All of them, the best first. */
    List<Found> ranked() {
        Map<InfoHash, Double> ranks = new HashMap<>();
        byId.forEach((id, found) -> ranks.put(id, rank(found.hit().share().listing())));
        List<Found> all = new ArrayList<>(byId.values());
        all.sort(
                Comparator.comparing((Found found) -> ranks.get(id(found)))
                        .reversed()
                        .thenComparing(
                                found -> found.hit().share().listing().sharedAt(),
                                Comparator.reverseOrder()));
        return all; // of those that are alike, in the order in which they were told
    }

    private double rank(Listing listing) {
        return relevance.of(listing.name(), listing.note().tags());
    }

    private static InfoHash id(Found found) {
        return found.hit().share().listing().id();
    }
}
