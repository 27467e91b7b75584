package dunlin.cli.shell;

import dunlin.node.api.Browsed;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.Found;
import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.node.api.SearchOrder;
import dunlin.node.api.Self;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Wanted;
import dunlin.node.api.Whereabouts;
import dunlin.node.api.Withdrawal;
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
 * A shell's peer in the hands of one command: closing it only ends what the command listens to, and
 * what it is told is kept in mind. Thread-safe.
 */
final class BorrowedPeer implements Peer {
    private final Peer peer;
    private final Relay relay;
    private final Known known;

    /**
     * @param relay passes events on to who follows
     * @param known keeps what is told
     */
    BorrowedPeer(Peer peer, Relay relay, Known known) {
        this.peer = peer;
        this.relay = relay;
        this.known = known;
    }

    @Override
    public Following follow(Consumer<NodeEvent> listener) {
        return relay.follow(listener);
    }

    @Override
    public void close() {
        relay.commandEnded();
    }

    @Override
    public List<LiveListing> list() throws NodeRefusal {
        List<LiveListing> listings = peer.list();
        known.listed(listings);
        return listings;
    }

    @Override
    public List<Found> search(SearchOrder order) throws NodeRefusal, InterruptedException {
        List<Found> found = peer.search(order);
        known.found(found);
        return found;
    }

    @Override
    public List<Member> peers(Duration patience) throws NodeRefusal, InterruptedException {
        List<Member> members = peer.peers(patience);
        known.members(members);
        return members;
    }

    @Override
    public Browsed browse(String name, Duration patience) throws NodeRefusal, InterruptedException {
        Browsed browsed = peer.browse(name, patience);
        known.browsed(name, browsed);
        return browsed;
    }

    @Override
    public NetworkMap map(Duration patience) throws NodeRefusal, InterruptedException {
        NetworkMap map = peer.map(patience);
        known.members(map.nodes());
        return map;
    }

    @Override
    public Self self() throws NodeRefusal {
        return peer.self();
    }

    @Override
    public ShareStatus share(ShareOrder order) throws NodeRefusal {
        return peer.share(order);
    }

    @Override
    public ShareStatus serve(Metainfo torrent, Path content, Note note) throws NodeRefusal {
        return peer.serve(torrent, content, note);
    }

    @Override
    public List<Listing> register(Metainfo torrent, Note note) throws NodeRefusal {
        return peer.register(torrent, note);
    }

    @Override
    public Wanted find(String x, Optional<String> sharer) throws NodeRefusal, InterruptedException {
        return peer.find(x, sharer);
    }

    @Override
    public ShareStatus fetch(Wanted wanted, FetchOrder order) throws NodeRefusal {
        return peer.fetch(wanted, order);
    }

    @Override
    public List<ShareStatus> shares() throws NodeRefusal {
        return peer.shares();
    }

    @Override
    public Optional<ShareStatus> share(int number) throws NodeRefusal {
        return peer.share(number);
    }

    @Override
    public void pause(int number) throws NodeRefusal {
        peer.pause(number);
    }

    @Override
    public void resume(int number) throws NodeRefusal {
        peer.resume(number);
    }

    @Override
    public void remove(int number) throws NodeRefusal {
        peer.remove(number);
    }

    @Override
    public void join() throws NodeRefusal {
        peer.join();
    }

    @Override
    public Wanted entry(String name, int number, Duration patience)
            throws NodeRefusal, InterruptedException {
        return peer.entry(name, number, patience);
    }

    @Override
    public List<ListedPeer> holders(InfoHash id) throws NodeRefusal {
        return peer.holders(id);
    }

    @Override
    public InetSocketAddress addressOf(String name, Collection<InfoHash> shares)
            throws NodeRefusal, InterruptedException {
        return peer.addressOf(name, shares);
    }

    @Override
    public List<Withdrawal> withdraw(Collection<String> xs) throws NodeRefusal {
        return peer.withdraw(xs);
    }

    @Override
    public Whereabouts locate(Wanted wanted, Duration patience)
            throws NodeRefusal, InterruptedException {
        return peer.locate(wanted, patience);
    }
}
