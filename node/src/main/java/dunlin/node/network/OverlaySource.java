package dunlin.node.network;

import dunlin.node.api.Found.Where;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.SearchOrder;
import dunlin.overlay.Overlay;
import dunlin.overlay.core.Search;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import dunlin.protocol.overlay.WordHashes;
import dunlin.protocol.search.SearchQuery;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Searches the network of named peers. */
record OverlaySource(Network network) implements Searching.Source {
    /** So many sharers are enough, of whatever. */
    private static final int WANTED = 100;

    @Override
    public Where where() {
        return Where.OVERLAY;
    }

    @Override
    public void search(SearchOrder order, SearchQuery query, Consumer<Hit> hears)
            throws NodeRefusal, InterruptedException {
        Overlay overlay = network.awaitCompany(order.patience());
        CountDownLatch over = new CountDownLatch(1);
        Runnable cancel =
                overlay.search(
                        new Search(
                                new WordHashes(network.id()).of(query), WANTED, order.exhaustive()),
                        new Search.Listener() {
                            @Override
                            public void found(SignedHits hits) {
                                for (SharedEntry entry : hits.entries()) {
                                    hears.accept(hit(entry, hits.sharer()));
                                }
                            }

                            @Override
                            public void over() {
                                over.countDown();
                            }
                        });
        overlay.ownMatches(query)
                .forEach(
                        entry -> overlay.ownHead().ifPresent(own -> hears.accept(hit(entry, own))));
        try {
            over.await(order.patience().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            cancel.run();
        }
    }

    private Hit hit(SharedEntry entry, CardHead sharer) {
        String name = network.shown(sharer);
        InetSocketAddress address = sharer.address().socketAddress();
        Instant since = Instant.ofEpochMilli(entry.since());
        Listing listing =
                new Listing(
                        entry.id(),
                        entry.name(),
                        entry.size(),
                        entry.files(),
                        Optional.of(Links.magnet(entry, List.of(address)).toString()),
                        Note.NONE,
                        Optional.of(sharer.key()),
                        name,
                        since);
        return new Hit(
                new LiveListing(listing, 1, 0, false),
                List.of(new ListedPeer(name, address, true, since, false)));
    }
}
