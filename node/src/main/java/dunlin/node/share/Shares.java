package dunlin.node.share;

import dunlin.node.api.FetchOrder;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Visibility;
import dunlin.node.api.Wanted;
import dunlin.node.engine.Engine;
import dunlin.protocol.Bitfield;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.Uninterruptibly;
import dunlin.swarm.dial.Origin;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** All shares that a peer holds, by their numbers; no two are the same share. Thread-safe. */
public final class Shares implements AutoCloseable {
    private final Engine engine;
    private final Consumer<NodeEvent> events;
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final Map<Integer, Share> byNumber = new ConcurrentSkipListMap<>();
    private final Map<InfoHash, Share> byId = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public Shares(Engine engine, Consumer<NodeEvent> events) {
        this.engine = engine;
        this.events = events;
    }

    /** Makes a share of a file or a folder, and serves it. */
    public ShareStatus make(ShareOrder order) throws NodeRefusal {
        return begin(
                number ->
                        new MakeTask(
                                number,
                                order,
                                engine,
                                engine.registration(
                                        number, order.note(), order.visibility(), events),
                                events),
                Optional.empty());
    }

    /** Serves and registers what is whole at {@code content} as the share that a torrent says. */
    public ShareStatus serve(Metainfo torrent, Path content, Note note) throws NodeRefusal {
        return begin(
                number ->
                        new TorrentTask(
                                torrent,
                                content,
                                engine,
                                engine.registration(number, note, Visibility.PUBLIC, events)),
                Optional.of(torrent.info().id()));
    }

    /** Fetches a share, and serves it. */
    public ShareStatus fetch(Wanted wanted, FetchOrder order) throws NodeRefusal {
        return begin(
                number -> new FetchTask(number, wanted, order, engine, events),
                Optional.of(wanted.id()));
    }

    /**
     * Registers a share that is complete at {@code content}, serves some of its pieces, and fetches
     * none.
     */
    public ShareStatus servePart(Metainfo metainfo, Path content, Bitfield pieces)
            throws NodeRefusal {
        return begin(
                number ->
                        new PartTask(
                                metainfo,
                                content,
                                pieces,
                                engine,
                                engine.registration(number, Note.NONE, Visibility.PUBLIC, events)),
                Optional.of(metainfo.info().id()));
    }

    private ShareStatus begin(IntFunction<Task> task, Optional<InfoHash> id) throws NodeRefusal {
        int number = lastNumber.incrementAndGet();
        Share share =
                new Share(
                        number,
                        task.apply(number),
                        engine,
                        events,
                        (claiming, metainfo) -> claim(claiming, metainfo.info().id()));
        if (id.isPresent()) {
            claim(share, id.get());
        }
        byNumber.put(number, share);
        if (closed) { // and close() may not have seen it
            forget(share);
            throw new NodeRefusal(new Why.Closing());
        }
        share.start();
        return share.status();
    }

    private void claim(Share share, InfoHash id) throws NodeRefusal {
        Share other = byId.putIfAbsent(id, share);
        if (other != null && other != share) {
            ShareStatus open = other.status();
            throw new NodeRefusal(new Why.OpenAlready(open.name(), open.number()));
        }
    }

    private void forget(Share share) {
        byNumber.remove(share.number(), share);
        byId.values().removeIf(share::equals);
    }

    /** How all of them stand, in the order in which they came. */
    public List<ShareStatus> list() {
        return byNumber.values().stream().map(Share::status).toList();
    }

    /** How one of them stands. */
    public Optional<ShareStatus> get(int number) {
        return Optional.ofNullable(byNumber.get(number)).map(Share::status);
    }

    public void pause(int number) throws NodeRefusal {
        one(number).pause();
    }

    public void resume(int number) throws NodeRefusal {
        one(number).resume();
    }

    /** Closes a share, and holds it no more. Blocks until peers and trackers are told. */
    public void remove(int number) throws NodeRefusal {
        Share share = one(number);
        share.close();
        forget(share);
    }

    private Share one(int number) throws NodeRefusal {
        Share share = byNumber.get(number);
        if (share == null) {
            throw new NodeRefusal(new Why.NoSuchShare(number));
        }
        return share;
    }

    /**
     * What a share is that a person named, asked of its peers if only a link is known. Blocks.
     *
     * @param peers who may know, as the person or an index says
     * @param linked who may know, as the link says
     */
    public Metainfo describe(
            Wanted wanted,
            Collection<InetSocketAddress> peers,
            Collection<InetSocketAddress> linked,
            Duration patience)
            throws NodeRefusal, ProtocolException, InterruptedException {
        Share open = byId.get(wanted.id());
        Optional<Metainfo> known = open == null ? Optional.empty() : open.status().metainfo();
        if (known.isPresent()) {
            return known.get();
        }
        try (Exchange exchange = new Exchange(0, wanted.trackers(), true, engine, events)) {
            exchange.addPeers(peers, Origin.PERSON);
            exchange.addPeers(linked, Origin.LINK);
            return exchange.describe(wanted, patience);
        }
    }

    /** Closes all of them at once. */
    @Override
    public void close() {
        closed = true;
        List<Thread> closing = new ArrayList<>();
        for (Share share : byNumber.values()) {
            closing.add(Thread.startVirtualThread(share::close));
        }
        Uninterruptibly.join(closing); // an executor would pass an interrupt on to them
    }
}
