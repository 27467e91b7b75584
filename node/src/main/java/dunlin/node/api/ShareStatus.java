package dunlin.node.api;

import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.swarm.SwarmStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a share of a peer stands at one moment.
 *
 * @param number its number in this peer, from 1; never given twice while the peer runs
 * @param name what it is called, as far as is known
 * @param metainfo what it is, once that is known
 * @param path its file or folder, once that is known
 * @param wasComplete whether all of it was there when it was opened, so that nothing was fetched
 * @param exchange the swarm, while there is one
 * @param took how long the fetch has taken, from the verification of what was there on; zero if
 *     nothing was fetched
 * @param listedAt the first index that lists it since it was shared
 */
public record ShareStatus(
        int number,
        String name,
        ShareState state,
        Optional<Metainfo> metainfo,
        Optional<Path> path,
        boolean wasComplete,
        Optional<SwarmStatus> exchange,
        Duration took,
        Optional<URI> listedAt) {
    /** The info-hash, once it is known. */
    public Optional<InfoHash> id() {
        return metainfo.map(it -> it.info().id());
    }
}
