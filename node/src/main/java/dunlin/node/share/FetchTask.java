package dunlin.node.share;

import dunlin.net.NameLookup;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareState.Work;
import dunlin.node.api.Visibility;
import dunlin.node.api.Wanted;
import dunlin.node.engine.Engine;
import dunlin.node.find.LinkPeers;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.StorageException;
import dunlin.swarm.dial.Origin;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Fetches a share from its peers; where only a link is known, first its metadata. */
final class FetchTask implements Task {
    private final int number;
    private final Wanted wanted;
    private final FetchOrder order;
    private final Engine engine;
    private final Consumer<NodeEvent> events;

    FetchTask(
            int number,
            Wanted wanted,
            FetchOrder order,
            Engine engine,
            Consumer<NodeEvent> events) {
        this.number = number;
        this.events = events;
        this.wanted = wanted;
        this.order = order;
        this.engine = engine;
    }

    @Override
    public String name() {
        return wanted.name();
    }

    /** None if it is to come from one peer only: they would name others. */
    @Override
    public Tiers trackers() {
        return order.onlyFrom().isPresent() ? Tiers.NONE : wanted.trackers();
    }

    @Override
    public boolean seeks() {
        return order.onlyFrom().isEmpty();
    }

    /** What this person had from a link may not be meant for everybody. */
    @Override
    public Visibility usual() {
        return wanted.isListed() ? Visibility.PUBLIC : Visibility.UNLISTED;
    }

    @Override
    public Duration patience() {
        return order.patience();
    }

    @Override
    public void meet(Exchange exchange) {
        if (order.onlyFrom().isPresent()) {
            exchange.addPeers(List.of(order.onlyFrom().get()), Origin.PERSON);
        } else {
            exchange.addPeers(engine.namedPeers(), Origin.PERSON);
            exchange.addPeers(LinkPeers.withAddress(wanted), Origin.LINK);
            if (LinkPeers.haveNames(wanted)) {
                // Nobody waits for them: a name server may be dead, or a stranger's.
                Thread.ofVirtual().name("link-peers").start(() -> meetNamed(exchange));
            }
        }
    }

    private void meetNamed(Exchange exchange) {
        try {
            exchange.addPeers(
                    LinkPeers.withName(wanted, NameLookup.PATIENCE, NameLookup.SYSTEM),
                    Origin.LINK);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody has a reason to
        }
    }

    @Override
    public Metainfo describe(Exchange exchange, Consumer<ShareState> progress)
            throws NodeRefusal, ProtocolException, InterruptedException {
        if (wanted instanceof Wanted.Linked) {
            progress.accept(new ShareState.Describing(Work.ASKING_PEERS, 0, 0));
        }
        return exchange.describe(
                wanted, order.patience().isZero() ? Patience.FOR_EVER : order.patience());
    }

    @Override
    public Content open(Metainfo metainfo, Consumer<ShareState> progress)
            throws NodeRefusal, ProtocolException, StorageException, InterruptedException {
        if (!metainfo.info().hasPieceHashes()) {
            throw new NodeRefusal(new Why.OnlyV2(metainfo.info().name()));
        }
        long size = metainfo.info().geometry().size();
        return Content.toFetch(
                metainfo,
                order,
                engine.library(),
                engine.longestPiece(),
                aside -> events.accept(new NodeEvent.SetAside(number, aside.file(), aside.kept())),
                done -> progress.accept(new ShareState.Checking(done, size)));
    }
}
