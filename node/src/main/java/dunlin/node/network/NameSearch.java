package dunlin.node.network;

import dunlin.net.HostPort;
import dunlin.node.api.Found;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.SearchOrder;
import dunlin.node.api.Wanted;
import dunlin.node.index.Choice;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Tiers;
import dunlin.protocol.search.NearName;
import dunlin.protocol.search.SearchQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one share that a name means, where no index knows it: the network is searched for its words,
 * and of what is found those count that have that name. Never a guess between several: anybody can
 * share something under any name.
 */
public final class NameSearch {
    private static final int MOST_NEAR = 5;
    private static final int LIMIT = 200;

    private final List<Searching.Source> sources;
    private final Tiers trackers;
    private final Consumer<NodeEvent> events;

    /**
     * @param trackers that a person named, for what is fetched
     * @param events hears for what a name was taken
     */
    public NameSearch(List<Searching.Source> sources, Tiers trackers, Consumer<NodeEvent> events) {
        this.sources = sources;
        this.trackers = trackers;
        this.events = events;
    }

    /**
     * Finds it. Blocks.
     *
     * @param sharer who shares it, if the person says so
     * @throws NodeRefusal if it is not found, or several are
     */
    public Wanted theOne(String name, Optional<String> sharer, Duration patience)
            throws NodeRefusal, InterruptedException {
        SearchQuery query = SearchQuery.of(List.of(name));
        SearchOrder order = new SearchOrder(name, 0, LIMIT, patience, false);
        List<Found> found =
                query.words().isEmpty()
                        ? List.of()
                        : new Searching(order, query, _ -> {}).ask(sources);
        List<Found> exact = named(found, name, true);
        List<Found> candidates = exact.isEmpty() ? named(found, name, false) : exact;
        List<LiveListing> listings = listings(candidates);
        if (listings.isEmpty()) {
            throw new NodeRefusal(
                    new Why.NotListed(name, listings(found).stream().limit(MOST_NEAR).toList()));
        }
        LiveListing one =
                Choice.among(listings, sharer)
                        .orElseThrow(() -> new NodeRefusal(new Why.Ambiguous(name, listings)));
        if (exact.isEmpty() || listings.size() > 1) {
            events.accept(new NodeEvent.Taken(name, one.listing(), listings.size()));
        }
        return wanted(
                candidates.stream()
                        .filter(it -> it.hit().share().equals(one))
                        .findFirst()
                        .orElseThrow());
    }

    /** Those of that name, letter by letter, or but for how it is written. */
    private static List<Found> named(List<Found> found, String name, boolean exactly) {
        NearName typed = new NearName(name);
        List<Found> named = new ArrayList<>();
        for (Found each : found) {
            String other = each.hit().share().listing().name();
            if (exactly ? other.equals(name) : typed.edits(other).orElse(1) == 0) {
                named.add(each);
            }
        }
        return named;
    }

    private static List<LiveListing> listings(List<Found> found) {
        return found.stream().map(each -> each.hit().share()).toList();
    }

    /** The share, with all who were found to have it. */
    private Wanted wanted(Found found) throws NodeRefusal {
        try {
            Magnet link = Magnet.parse(found.hit().share().listing().magnet().orElseThrow());
            List<String> peers =
                    found.hit().peers().stream()
                            .map(ListedPeer::address)
                            .map(HostPort::format)
                            .toList();
            Magnet with =
                    new Magnet(
                            link.infoHash(),
                            link.infoHashV2(),
                            link.name(),
                            link.size(),
                            link.trackers(),
                            peers,
                            link.webSeeds(),
                            link.selected());
            return new Wanted.Linked(with, trackers, true);
        } catch (ProtocolException e) {
            throw NodeRefusal.of(e);
        }
    }
}
