package dunlin.node.survey;

import dunlin.net.NameLookup;
import dunlin.node.api.Located;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Wanted;
import dunlin.node.api.Whereabouts;
import dunlin.node.engine.Engine;
import dunlin.node.find.LinkPeers;
import dunlin.node.index.Indexes;
import dunlin.node.index.TrackerEnquiry;
import dunlin.node.share.Shares;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds out who has which pieces of a share: gathers whom indexes, trackers, the link and the
 * person name, and asks each of them.
 */
public final class Survey {
    /** How long peers that a link names by their hosts are looked for. */
    private static final Duration NAMES = Duration.ofSeconds(2);

    private final Engine engine;
    private final Indexes indexes;
    private final Shares shares;
    private final Consumer<NodeEvent> events;

    /**
     * @param events hears of those that could not be asked
     */
    public Survey(Engine engine, Indexes indexes, Shares shares, Consumer<NodeEvent> events) {
        this.engine = engine;
        this.indexes = indexes;
        this.shares = shares;
        this.events = events;
    }

    /**
     * Asks everyone. Blocks for {@code patience} at most, and as long again for the trackers and
     * for a link; not at all where nobody is known.
     */
    public Whereabouts ask(Wanted wanted, Duration patience)
            throws NodeRefusal, ProtocolException, InterruptedException {
        Map<InetSocketAddress, String> names = names(wanted.id());
        Set<InetSocketAddress> peers = new LinkedHashSet<>(names.keySet());
        peers.addAll(engine.namedPeers());
        List<InetSocketAddress> linked = new ArrayList<>(LinkPeers.withAddress(wanted));
        linked.addAll(LinkPeers.withName(wanted, NAMES, NameLookup.SYSTEM));
        Set<InetSocketAddress> tracked = tracked(wanted, patience);
        if (peers.isEmpty() && linked.isEmpty() && tracked.isEmpty()) {
            return nobody(wanted, 0);
        }
        Metainfo metainfo;
        try {
            metainfo = shares.describe(wanted, peers, linked, patience);
        } catch (NodeRefusal e) {
            if (e.why() instanceof Why.NoMetadata) {
                peers.addAll(linked);
                peers.addAll(tracked);
                return nobody(wanted, peers.size());
            }
            throw e;
        }
        boolean onLoopback = engine.bind().map(InetAddress::isLoopbackAddress).orElse(false);
        linked.stream()
                .filter(peer ->
                        onLoopback || !peer.getAddress().isLoopbackAddress()) // a stranger's
                .forEach(peers::add);
        peers.addAll(tracked);
        Info info = metainfo.info();
        List<Located> located = new ArrayList<>();
        for (Located peer :
                SwarmSurvey.ask(
                        info.id(),
                        info.geometry(),
                        List.copyOf(peers),
                        engine.peerId(),
                        engine.dialer(),
                        patience)) {
            located.add(peer.named(names.getOrDefault(peer.address(), "")));
        }
        return new Whereabouts(
                info.id(), info.name(), info.geometry().pieces(), located, peers.size());
    }

    private static Whereabouts nobody(Wanted wanted, int known) {
        int pieces =
                wanted instanceof Wanted.Described described
                        ? described.metainfo().info().geometry().pieces()
                        : 0;
        return new Whereabouts(wanted.id(), wanted.name(), pieces, List.of(), known);
    }

    /** Whom the trackers know: an index, too, may know peers of what is not in its catalogue. */
    private Set<InetSocketAddress> tracked(Wanted wanted, Duration patience)
            throws InterruptedException {
        return new LinkedHashSet<>(
                new TrackerEnquiry(
                                engine.bind(),
                                engine.announceUrls(),
                                engine.address().getPort(),
                                events)
                        .ask(
                                wanted.id(),
                                engine.foreignTrackers(wanted),
                                engine.indexTrackers(),
                                patience));
    }

    /** The names of the peers that the indexes know; none of that is needed to ask the others. */
    private Map<InetSocketAddress, String> names(InfoHash id) {
        Map<InetSocketAddress, String> names = new HashMap<>();
        if (!indexes.isEmpty()) {
            try {
                for (ListedPeer holder : indexes.holders(id)) {
                    names.put(holder.address(), holder.name());
                }
            } catch (NodeRefusal e) {
                events.accept(new NodeEvent.IndexesSilent(e));
            }
        }
        return names;
    }
}
