package dunlin.node.api;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Metainfo;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that can be asked of a peer. Whatever stands between it and a person or a program (a command,
 * a shell, a page, an API) asks only this, and so works the same whether the peer runs in its own
 * process ({@link Node}) or in another one.
 *
 * <p>Answers are values. What happens meanwhile comes as {@link NodeEvent}s; what is not done comes
 * as a {@link NodeRefusal} with its reason. The words for a person belong to who shows them.
 * Thread-safe. Hashing and fetching block no caller; what asks the network blocks, within a
 * deadline.
 */
public interface Peer extends AutoCloseable {
    /** Who this peer is. Starts it if it does not run yet. */
    Self self() throws NodeRefusal;

    /**
     * Shares a file or a folder: it is hashed unless that is remembered, registered with the
     * indexes, and served. Returns at once; the rest is told by events and {@link #shares}.
     */
    ShareStatus share(ShareOrder order) throws NodeRefusal;

    /**
     * Serves a share that a torrent describes, made elsewhere, and registers that: its data is
     * verified first, and fails if it is not whole. Returns at once; the rest is told by events and
     * {@link #shares}.
     *
     * @param content the share's file or folder
     */
    ShareStatus serve(Metainfo torrent, Path content, Note note) throws NodeRefusal;

    /**
     * Registers a share that a torrent describes, and serves nothing of it. Blocks.
     *
     * @return how each index lists it
     */
    List<Listing> register(Metainfo torrent, Note note) throws NodeRefusal;

    /**
     * What {@code x} means: a magnet link, a {@code .torrent} (its file or http address), the
     * address of a share's page, or a name or an id in the catalogues. Blocks for as long as it
     * takes to ask.
     *
     * @param sharer who shared it, if the person says so: picks one of several of a name
     */
    Wanted find(String x, Optional<String> sharer) throws NodeRefusal, InterruptedException;

    /** What {@code x} means, whoever shared it. */
    default Wanted find(String x) throws NodeRefusal, InterruptedException {
        return find(x, Optional.empty());
    }

    /**
     * Fetches a share, and serves it from the first piece on. What is there of it is verified and
     * kept. Returns at once; the rest is told by events and {@link #shares}.
     */
    ShareStatus fetch(Wanted wanted, FetchOrder order) throws NodeRefusal;

    /** All shares that this peer holds, in the order in which they came. */
    List<ShareStatus> shares() throws NodeRefusal;

    /** One of them. */
    Optional<ShareStatus> share(int number) throws NodeRefusal;

    /** Ends the exchange until it is resumed. What is complete is kept. */
    void pause(int number) throws NodeRefusal;

    /** Goes on with a share that is paused or failed. */
    void resume(int number) throws NodeRefusal;

    /** Holds the share no more; its files stay. */
    void remove(int number) throws NodeRefusal;

    /** Everything that the indexes list, each share once. Blocks. */
    List<LiveListing> list() throws NodeRefusal;

    /**
     * What matches a query at the indexes, in the network of named peers and, by its words, in the
     * distributed hash table, all asked at once; each share once, the best first. What is found is
     * also told at once ({@link NodeEvent.ShareFound}). Blocks until there is enough, until all
     * have answered, or for as long as the order has patience.
     */
    List<Found> search(SearchOrder order) throws NodeRefusal, InterruptedException;

    /**
     * Is a member of the network of named peers from now on, under its own key and name: others see
     * it and pass their questions to it. Whoever shares is one anyway; whoever only looks needs not
     * be. Returns at once, and does nothing where there is no network.
     */
    void join() throws NodeRefusal;

    /**
     * The members of the network of named peers that can be learnt of, by name; this peer too, if
     * it is one. Blocks for {@code patience} at most.
     *
     * @throws NodeRefusal if nobody of it is reached
     */
    List<Member> peers(Duration patience) throws NodeRefusal, InterruptedException;

    /**
     * What a member shares, asked of itself. Blocks.
     *
     * @param peer its name as it is shown, its id or the beginning of one, or {@code host:port}
     */
    Browsed browse(String peer, Duration patience) throws NodeRefusal, InterruptedException;

    /** What to fetch to get the share of that number from that member. Blocks. */
    Wanted entry(String peer, int number, Duration patience)
            throws NodeRefusal, InterruptedException;

    /** The network of named peers as it is connected. Blocks for {@code patience} at most. */
    NetworkMap map(Duration patience) throws NodeRefusal, InterruptedException;

    /** The peers of a share that the indexes know. Blocks. */
    List<ListedPeer> holders(InfoHash id) throws NodeRefusal;

    /**
     * The address of the one peer that a person names.
     *
     * @param peer {@code host:port}, or its name at an index as one who has any of {@code shares},
     *     or in the network
     */
    InetSocketAddress addressOf(String peer, Collection<InfoHash> shares)
            throws NodeRefusal, InterruptedException;

    /**
     * Takes shares that this peer registered out of the catalogues again. Blocks. If any of them is
     * not known, or may be several, none is touched.
     *
     * @param xs the name or the id of each, or the beginning of an id
     * @return what each index that lists one did
     */
    List<Withdrawal> withdraw(Collection<String> xs) throws NodeRefusal;

    /**
     * Asks the peers themselves which pieces of a share they have. Blocks for {@code patience} at
     * most, and as long again where only a link is known.
     */
    Whereabouts locate(Wanted wanted, Duration patience) throws NodeRefusal, InterruptedException;

    /**
     * Calls {@code listener} for every event from now on, on the thread on which it happens; it
     * must not block for long.
     *
     * @return ends that when it is closed
     */
    Following follow(Consumer<NodeEvent> listener);

    /** A listener that hears events until this is closed. */
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** Says goodbye to peers and trackers, and closes everything that this peer opened. */
    @Override
    void close();
}
