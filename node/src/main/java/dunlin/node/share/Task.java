package dunlin.node.share;

import dunlin.node.api.NodeRefusal;
import dunlin.node.api.ShareState;
import dunlin.node.api.Visibility;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What was ordered, and what it takes to carry it out: to find out what the share is, and to open
 * its files. One class for each kind of order. Every method runs on the share's own thread, may
 * block, and is ended by an interrupt.
 */
interface Task {
    /** What the share is called as long as nothing better is known. */
    String name();

    /** Where it is announced. */
    Tiers trackers();

    /** Whether its peers are looked for beside its trackers, and it is announced there. */
    default boolean seeks() {
        return true;
    }

    /** Who may find it, as a person says; empty to leave that as it was. */
    default Optional<Visibility> ordered() {
        return Optional.empty();
    }

    /** Who may find it if nobody ever said. */
    default Visibility usual() {
        return Visibility.PUBLIC;
    }

    /** How long nobody may be reachable before it is given up; zero for ever. */
    Duration patience();

    /** Names the peers that are known from the beginning. */
    default void meet(Exchange exchange) {}

    /**
     * Finds out what the share is.
     *
     * @param exchange for asking its peers
     * @param progress hears how far that is
     */
    Metainfo describe(Exchange exchange, Consumer<ShareState> progress)
            throws NodeRefusal,
                    ProtocolException,
                    StorageException,
                    IOException,
                    InterruptedException;

    /**
     * Opens its files and sees what is there, before anything is exchanged.
     *
     * @param progress hears how far that is
     */
    Content open(Metainfo metainfo, Consumer<ShareState> progress)
            throws NodeRefusal, ProtocolException, StorageException, InterruptedException;

    /** The first index that lists it since it was ordered; to be asked by any thread. */
    default Optional<URI> listedAt() {
        return Optional.empty();
    }

    /** Does what is left to do while the share is served; usually nothing. */
    default void tend() throws InterruptedException {}
}
