package dunlin.node.network;

import dunlin.node.api.Found.Where;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.SearchOrder;
import dunlin.overlay.Overlay;
import dunlin.overlay.core.Search;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import dunlin.protocol.overlay.WordHashes;
import dunlin.protocol.search.SearchQuery;
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
                                    hears.accept(network.hit(entry, hits.sharer()));
                                }
                            }

                            @Override
                            public void over() {
                                over.countDown();
                            }
                        });
        overlay.ownMatches(query)
                .forEach(entry ->
                        overlay.ownHead().ifPresent(own -> hears.accept(network.hit(entry, own))));
        try {
            over.await(order.patience().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            cancel.run();
        }
    }
}
