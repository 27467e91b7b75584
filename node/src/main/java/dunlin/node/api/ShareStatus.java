package dunlin.node.api;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.swarm.SwarmStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a share of a peer stands at one moment.
 *
 * @param number its number in this peer, from 1; never given twice while the peer runs
 * @param name what it is called, as far as is known
 * @param metainfo what it is, once that is known
 * @param path its file or folder, once that is known
 * @param there what was there of it already when it was opened, verified
 * @param exchange the swarm, while there is one
 * @param took how long the fetch has taken, from the verification of what was there on; zero if
 *     nothing was fetched
 * @param listedAt the first index that lists it since it was shared
 * @param shown how others find it, once its files are open; empty for a private one
 */
public record ShareStatus(
        int number,
        String name,
        ShareState state,
        Optional<Metainfo> metainfo,
        Optional<Path> path,
        There there,
        Optional<SwarmStatus> exchange,
        Duration took,
        Optional<URI> listedAt,
        Optional<Shown> shown) {
    /**
     * How others find a share.
     *
     * @param number by which they ask for it; stays with it for good
     * @param since when it was shared first
     */
    public record Shown(int number, Visibility visibility, Instant since) {}

    /**
     * What was there of a share before anything was fetched.
     *
     * @param bytes of these pieces, padding included
     */
    public record There(int pieces, long bytes) {
        /** Nothing was there. */
        public static final There NOTHING = new There(0, 0);

        /** The pieces that are set. */
        public static There of(Geometry geometry, Bitfield have) {
            long bytes = 0;
            for (int piece = have.nextSet(0); piece >= 0; piece = have.nextSet(piece + 1)) {
                bytes += geometry.pieceSize(piece);
            }
            return new There(have.count(), bytes);
        }
    }

    /** Whether all of it was there when it was opened, so that nothing was fetched. */
    public boolean wasComplete() {
        return metainfo.filter(it -> it.info().geometry().pieces() == there.pieces()).isPresent();
    }

    /** The info-hash, once it is known. */
    public Optional<InfoHash> id() {
        return metainfo.map(it -> it.info().id());
    }
}
