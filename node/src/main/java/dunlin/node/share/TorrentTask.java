package dunlin.node.share;

import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareState;
import dunlin.node.engine.Engine;
import dunlin.node.index.Registration;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.StorageException;
import dunlin.swarm.dial.Origin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Serves the data of a torrent that somebody else made, and registers that: it stays the same
 * share, with the same info-hash.
 */
record TorrentTask(Metainfo metainfo, Path content, Engine engine, Registration registration)
        implements Task {
    @Override
    public String name() {
        return metainfo.info().name();
    }

    @Override
    public Tiers trackers() {
        return metainfo.announcedAt(engine.namedTrackers());
    }

    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public void meet(Exchange exchange) {
        exchange.addPeers(engine.namedPeers(), Origin.PERSON);
    }

    @Override
    public Metainfo describe(Exchange exchange, Consumer<ShareState> progress) {
        return metainfo.with(trackers());
    }

    /** What is not whole is not registered. */
    @Override
    public Content open(Metainfo described, Consumer<ShareState> progress)
            throws NodeRefusal, StorageException, InterruptedException {
        if (!described.info().hasPieceHashes()) {
            throw new NodeRefusal(new Why.OnlyV2(name()));
        }
        long size = described.info().geometry().size();
        Content opened =
                Content.toServeAs(
                        described,
                        content,
                        engine.library(),
                        done -> progress.accept(new ShareState.Checking(done, size)));
        registration.register(described);
        return opened;
    }

    @Override
    public void tend() throws InterruptedException {
        registration.retry();
    }

    @Override
    public Optional<URI> listedAt() {
        return registration.listedAt();
    }
}
