package dunlin.bench.sim.overlay;

import dunlin.bench.sim.Outcome;
import dunlin.bench.sim.Rival;
import dunlin.overlay.core.Search;
import dunlin.protocol.overlay.SignedHits;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A search as members do it, as one of the ways that are compared. */
final class OverlaySearch implements Rival {
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private final OverlayNetwork network;
    private final String name;
    private int foundAtOnce;
    private int ended;
    private long questions;

    OverlaySearch(OverlayNetwork network, String name) {
        this.network = network;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int bytesALink() {
        return 0;
    }

    @Override
    public void search(int asker, int holder, Consumer<Outcome> done) {
        OverlayHost from = network.host(asker);
        OverlayHost sharer = network.host(holder);
        Tally tally = new Tally();
        from.tally = tally;
        long began = network.events.now();
        Search.Listener listener =
                new Search.Listener() {
                    @Override
                    public void found(SignedHits hits) {
                        tally.found(network.events.now() - began);
                    }

                    @Override
                    public void over() {
                        if (from.tally == tally) {
                            from.tally = null;
                            ended(tally);
                        }
                    }

                    private void ended(Tally tally) {
                        ended++;
                        questions += tally.questions;
                        foundAtOnce += tally.foundInRound == 1 ? 1 : 0;
                        done.accept(
                                new Outcome(
                                        tally.foundInRound > 0,
                                        tally.firstHit,
                                        tally.messages,
                                        tally.bytes));
                    }
                };
        from.node.search(new Search(sharer.share.query(), 1, false), listener, network.millis());
        network.tick(from);
        network.events.after(LONGEST, listener::over); // of one who has gone meanwhile
    }

    /** Of a hundred, how many were found in the first round. */
    double foundAtOnce() {
        return 100.0 * foundAtOnce / ended;
    }

    /** Messages a search that carry the question on. */
    double questions() {
        return (double) questions / ended;
    }
}
