package dunlin.bench.sim;

import java.util.function.Consumer;

/** A way to search a graph of which each node knows only its neighbours. */
public interface Rival {
    /** What it is called in a table. */
    String name();

    /** What it keeps up to date between searches, in bytes, for each link that is made. */
    int bytesALink();

    /**
     * Asks for something of which there is one copy.
     *
     * @param done hears once, when nothing of the search is under way any more
     */
    void search(int asker, int holder, Consumer<Outcome> done);
}
