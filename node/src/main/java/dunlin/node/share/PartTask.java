package dunlin.node.share;

import dunlin.node.api.ShareState;
import dunlin.node.engine.Engine;
import dunlin.node.index.Registration;
import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.StorageException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Serves some pieces of a share that is complete, and fetches none: for demonstrations and tests.
 */
record PartTask(
        Metainfo metainfo, Path content, Bitfield pieces, Engine engine, Registration registration)
        implements Task {
    @Override
    public String name() {
        return metainfo.info().name();
    }

    @Override
    public Tiers trackers() {
        return metainfo.trackers();
    }

    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public Metainfo describe(Exchange exchange, Consumer<ShareState> progress) {
        return metainfo;
    }

    @Override
    public Content open(Metainfo described, Consumer<ShareState> progress) throws StorageException {
        registration.register(described);
        return Content.toServe(described, content, pieces, Map.of(), engine.library());
    }

    @Override
    public Optional<URI> listedAt() {
        return registration.listedAt();
    }
}
