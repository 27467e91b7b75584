package dunlin.node.network;

import dunlin.discovery.dht.Dht;
import dunlin.discovery.dht.Keywords;
import dunlin.discovery.dht.core.Found;
import dunlin.discovery.dht.core.Running;
import dunlin.node.api.Found.Where;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.SearchOrder;
import dunlin.overlay.Overlay;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import dunlin.protocol.overlay.WordHashes;
import dunlin.protocol.search.SearchQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Searches the plain DHT by words, and asks whoever is found there itself. */
record KeywordSource(Network network, Dht dht) implements Searching.Source {
    /** Most peers that one search asks, whatever the DHT names. */
    private static final int MOST_ASKED = 60;

    @Override
    public Where where() {
        return Where.DHT;
    }

    @Override
    public void search(SearchOrder order, SearchQuery query, Consumer<Hit> hears)
            throws NodeRefusal, InterruptedException {
        Overlay overlay = network.overlay();
        QueryWords words = new WordHashes(network.id()).of(query);
        Asking asking = new Asking(overlay, words, hears);
        List<Running> lookUps = new ArrayList<>();
        for (String word : Keywords.toAsk(query.words())) {
            InfoHash hash = Keywords.hash(word);
            asking.open.register();
            lookUps.add(dht.findPeers(hash, asking.under(hash)));
        }
        try {
            asking.open.awaitAdvanceInterruptibly(
                    asking.open.arrive(), order.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // Whoever has not answered yet is not waited for.
        } finally {
            asking.open.forceTermination();
            lookUps.forEach(Running::cancel);
        }
    }

    /** Whom one search asks. */
    private final class Asking {
        final Phaser open = new Phaser(1);
        private final Overlay overlay;
        private final QueryWords words;
        private final Consumer<Hit> hears;
        private final Set<PeerAddress> asked = new HashSet<>(); // guarded by this

        private Asking(Overlay overlay, QueryWords words, Consumer<Hit> hears) {
            this.overlay = overlay;
            this.words = words;
            this.hears = hears;
        }

        /** Hears of peers under a word's info-hash. */
        Found under(InfoHash hash) {
            return new Found() {
                @Override
                public void peers(List<PeerAddress> peers) {
                    peers.stream().filter(Asking.this::isNew).forEach(peer -> ask(peer, hash));
                }

                @Override
                public void done(Outcome outcome) {
                    open.arriveAndDeregister();
                }
            };
        }

        private synchronized boolean isNew(PeerAddress peer) {
            return !network.isOurs(peer) && asked.size() < MOST_ASKED && asked.add(peer);
        }

        private void ask(PeerAddress peer, InfoHash hash) {
            if (open.register() < 0) {
                return; // the search is over
            }
            Thread.ofVirtual()
                    .name("ask " + peer)
                    .start(() -> overlay.strangers().ask(peer, hash, words, this::answered));
        }

        private void answered(Optional<SignedHits> answer) {
            if (answer.isPresent()) {
                for (SharedEntry entry : answer.get().entries()) {
                    hears.accept(network.hit(entry, answer.get().sharer()));
                }
            }
            open.arriveAndDeregister();
        }
    }
}
