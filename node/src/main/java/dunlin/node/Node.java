package dunlin.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.HostPort;
import dunlin.node.api.Browsed;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.Found;
import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Peer;
import dunlin.node.api.SearchOrder;
import dunlin.node.api.Self;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Wanted;
import dunlin.node.api.Whereabouts;
import dunlin.node.api.Withdrawal;
import dunlin.node.engine.Engine;
import dunlin.node.engine.IdentityFile;
import dunlin.node.engine.NodeConfig;
import dunlin.node.find.Finder;
import dunlin.node.index.Indexes;
import dunlin.node.index.TrackerEnquiry;
import dunlin.node.network.Guide;
import dunlin.node.network.IndexSource;
import dunlin.node.network.NameSearch;
import dunlin.node.network.Network;
import dunlin.node.network.Searching;
import dunlin.node.share.Shares;
import dunlin.node.survey.Survey;
import dunlin.protocol.Bitfield;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.QueryParser;
import dunlin.protocol.search.SearchQuery;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer in this process. It costs nothing until it is needed: indexes are asked without it being
 * started, and it starts (listens, opens its library) with the first share, or when it is asked who
 * it is. Thread-safe.
 */
public final class Node implements Peer {
    /** How long the network may take to find a name, or a member. */
    private static final Duration IN_NETWORK = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final List<Consumer<NodeEvent>> followers = new CopyOnWriteArrayList<>();
    private final Indexes indexes;

    @GuardedBy("this")
    private @Nullable Engine engine;

    @GuardedBy("this")
    private @Nullable Shares shares;

    @GuardedBy("this")
    private @Nullable Network network;

    @GuardedBy("this")
    private boolean isLasting;

    @GuardedBy("this")
    private boolean closed;

    public Node(NodeConfig config) {
        this.config = config;
        this.indexes =
                new Indexes(
                        config.trackers().stream().flatMap(it -> it.index().stream()).toList(),
                        () -> IdentityFile.ifThere(config.state()),
                        this::tell);
    }

    @Override
    public Self self() throws NodeRefusal {
        Engine running = engine();
        return new Self(config.name(), running.keys().publicKey(), running.address());
    }

    @Override
    public ShareStatus share(ShareOrder order) throws NodeRefusal {
        lasts();
        joinNetwork();
        return held().make(order);
    }

    @Override
    public ShareStatus serve(Metainfo torrent, Path content, Note note) throws NodeRefusal {
        lasts();
        joinNetwork();
        return held().serve(torrent, content, note);
    }

    @Override
    public List<Listing> register(Metainfo torrent, Note note) throws NodeRefusal {
        try {
            Metainfo announced = torrent.with(torrent.announcedAt(config.tiers()));
            return indexes.register(
                    announced, note, IdentityFile.open(config.state()), config.name());
        } catch (StorageException e) {
            throw NodeRefusal.of(e);
        }
    }

    @Override
    public Wanted find(String x, Optional<String> sharer) throws NodeRefusal, InterruptedException {
        boolean knowsWhomToAsk =
                !config.peers().isEmpty()
                        || !config.trackers().isEmpty()
                        || config.reach().dht()
                        || config.reach().localDiscovery();
        Finder finder =
                new Finder(
                        indexes, config.tiers(), knowsWhomToAsk, this::isTracked, this::inNetwork);
        return asked(() -> finder.find(x, sharer));
    }

    /** What a name means in the network, where no index knows it. */
    private Wanted inNetwork(String x, Optional<String> sharer, NodeRefusal refusal)
            throws NodeRefusal, InterruptedException {
        if (config.reach().network().isEmpty()) {
            throw refusal;
        }
        try {
            return new NameSearch(network().sources(), config.tiers(), this::tell)
                    .theOne(x, sharer, IN_NETWORK);
        } catch (NodeRefusal e) {
            boolean saysMore =
                    refusal.why() instanceof Why.NotListed(String _, var near)
                            && !near.isEmpty()
                            && e.why() instanceof Why.NotListed(String _, var others)
                            && others.isEmpty();
            throw e.why() instanceof Why.NobodyInNetwork || saysMore ? refusal : e;
        }
    }

    private boolean isTracked(String id) {
        return new TrackerEnquiry(config.bind(), config.announceUrls(), 0, this::tell)
                .isTracked(InfoHash.parse(id).orElseThrow(), config.tiers().urls());
    }

    @Override
    public ShareStatus fetch(Wanted wanted, FetchOrder order) throws NodeRefusal {
        return held().fetch(wanted, order);
    }

    /**
     * Serves only these pieces of a share that is complete at {@code content}, and fetches none:
     * for demonstrations and tests.
     */
    public ShareStatus servePart(Metainfo metainfo, Path content, Bitfield pieces)
            throws NodeRefusal {
        return held().servePart(metainfo, content, pieces);
    }

    @Override
    public List<ShareStatus> shares() throws NodeRefusal {
        return held().list();
    }

    @Override
    public Optional<ShareStatus> share(int number) throws NodeRefusal {
        return held().get(number);
    }

    @Override
    public void pause(int number) throws NodeRefusal {
        held().pause(number);
    }

    @Override
    public void resume(int number) throws NodeRefusal {
        held().resume(number);
    }

    @Override
    public void remove(int number) throws NodeRefusal {
        held().remove(number);
    }

    @Override
    public List<LiveListing> list() throws NodeRefusal {
        return indexes.list();
    }

    @Override
    public List<Found> search(SearchOrder order) throws NodeRefusal, InterruptedException {
        SearchQuery query = asked(() -> QueryParser.parse(order.query()));
        List<Searching.Source> sources = new ArrayList<>();
        if (!indexes.isEmpty()) {
            sources.add(new IndexSource(indexes));
        }
        if (config.reach().network().isPresent()) {
            sources.addAll(network().sources());
        }
        if (sources.isEmpty()) {
            throw new NodeRefusal(new Why.NoIndexNamed());
        }
        return new Searching(order, query, this::tell).ask(sources);
    }

    @Override
    public void join() throws NodeRefusal {
        lasts();
        engine();
        joinNetwork();
    }

    @Override
    public List<Member> peers(Duration patience) throws NodeRefusal, InterruptedException {
        return guide().peers(patience);
    }

    @Override
    public Browsed browse(String peer, Duration patience) throws NodeRefusal, InterruptedException {
        return guide().browse(peer, patience);
    }

    @Override
    public Wanted entry(String peer, int number, Duration patience)
            throws NodeRefusal, InterruptedException {
        return guide().entry(peer, number, patience);
    }

    @Override
    public NetworkMap map(Duration patience) throws NodeRefusal, InterruptedException {
        return guide().map(patience);
    }

    private Guide guide() throws NodeRefusal {
        return new Guide(network(), config.tiers());
    }

    @Override
    public List<ListedPeer> holders(InfoHash id) throws NodeRefusal {
        return indexes.holders(id);
    }

    @Override
    public InetSocketAddress addressOf(String peer, Collection<InfoHash> ofShares)
            throws NodeRefusal, InterruptedException {
        if (peer.contains(":")) {
            HostPort address = HostPort.parse(peer);
            try {
                return address.resolve();
            } catch (UnknownHostException e) {
                throw new NodeRefusal(new Why.NoSuchHost(address.host()), e);
            } catch (InterruptedIOException e) {
                throw NodeRefusal.of(e);
            }
        }
        if (!indexes.isEmpty()) {
            for (InfoHash id : ofShares) {
                for (ListedPeer holder : indexes.holders(id)) {
                    if (holder.name().equalsIgnoreCase(peer)) {
                        return holder.address();
                    }
                }
            }
        }
        if (config.reach().network().isPresent()) {
            try {
                return guide().member(peer, IN_NETWORK).address();
            } catch (NodeRefusal e) {
                if (e.why() instanceof Why.AmbiguousMember) {
                    throw e;
                }
            }
        }
        throw new NodeRefusal(new Why.NoPeerNamed(peer));
    }

    @Override
    public List<Withdrawal> withdraw(Collection<String> xs) throws NodeRefusal {
        try {
            return indexes.withdraw(xs, IdentityFile.open(config.state()));
        } catch (StorageException e) {
            throw NodeRefusal.of(e);
        }
    }

    @Override
    public Whereabouts locate(Wanted wanted, Duration patience)
            throws NodeRefusal, InterruptedException {
        Survey survey = new Survey(engine(), indexes, held(), this::tell);
        return asked(() -> survey.ask(wanted, patience));
    }

    @Override
    public Following follow(Consumer<NodeEvent> listener) {
        followers.add(listener);
        return () -> followers.remove(listener);
    }

    private void tell(NodeEvent event) {
        if (event instanceof NodeEvent.StateChanged) {
            shown();
        }
        followers.forEach(follower -> follower.accept(event));
    }

    /** Something that is asked of the world outside. */
    private interface Question<T> {
        T ask() throws NodeRefusal, ProtocolException, IOException, InterruptedException;
    }

    /** Turns what goes wrong into the refusal that it is. */
    private static <T> T asked(Question<T> question) throws NodeRefusal, InterruptedException {
        try {
            return question.ask();
        } catch (ProtocolException | IOException e) {
            throw NodeRefusal.of(e);
        }
    }

    /** It is here for more than a question or a fetch. */
    private synchronized void lasts() {
        isLasting = true;
        if (engine != null) {
            engine.stay();
        }
    }

    /** What others are shown may have changed. */
    private void shown() {
        Network here;
        synchronized (this) {
            here = network;
        }
        if (here != null) {
            here.sharesChanged();
        }
    }

    private void joinNetwork() throws NodeRefusal {
        if (config.reach().network().isPresent()) {
            network().join();
        }
    }

    private synchronized Engine engine() throws NodeRefusal {
        if (closed) {
            throw new NodeRefusal(new Why.Closing());
        }
        if (engine == null) {
            try {
                engine = Engine.start(config, isLasting, this::tell);
            } catch (StorageException | IOException e) {
                throw NodeRefusal.of(e);
            }
        }
        return engine;
    }

    private synchronized Network network() throws NodeRefusal {
        String name =
                config.reach().network().orElseThrow(() -> new NodeRefusal(new Why.NoNetwork()));
        if (network == null) {
            network = new Network(config, name, engine(), held()::list);
        }
        return network;
    }

    private synchronized Shares held() throws NodeRefusal {
        if (shares == null) {
            shares = new Shares(engine(), this::tell);
        }
        return shares;
    }

    @Override
    public void close() {
        Shares open;
        Engine running;
        Network here;
        synchronized (this) {
            closed = true;
            here = network;
            open = shares;
            running = engine;
        }
        if (here != null) {
            here.close();
        }
        if (open != null) {
            open.close();
        }
        if (running != null) {
            running.close();
        }
    }
}
