package dunlin.swarm;

import dunlin.peer.Transport;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How a swarm stands at one moment.
 *
 * @param pieces pieces in all
 * @param completePieces pieces verified, on the disk and noted in the library
 * @param size bytes in all, padding included
 * @param done bytes of {@code size} that are verified and on the disk
 * @param downRate bytes a second received of late
 * @param upRate bytes a second sent of late
 * @param downloaded bytes of blocks received since it started
 * @param uploaded bytes of blocks sent since it started
 * @param known addresses of peers that are known, connected or not
 * @param peers the connected ones
 * @param sources who gave verified pieces so far, connected or gone
 * @param writing bytes of complete pieces on their way to the disk and into the library
 */
public record SwarmStatus(
        int pieces,
        int completePieces,
        long size,
        long done,
        long downRate,
        long upRate,
        long downloaded,
        long uploaded,
        int known,
        List<Peer> peers,
        List<Source> sources,
        long writing) {
    /**
     * A connected peer.
     *
     * @param transport what carries the connection
     * @param pieces how many pieces it has
     * @param requests blocks asked of it and not yet come
     * @param chokesUs whether it refuses our requests
     * @param choked whether we refuse its
     */
    public record Peer(
            InetSocketAddress address,
            String client,
            Transport.Kind transport,
            int pieces,
            long downRate,
            long upRate,
            int requests,
            boolean chokesUs,
            boolean choked) {}

    /**
     * One that content came from.
     *
     * @param transport what carried it last
     * @param pieces verified pieces of which it gave most; those of all sources add up to what came
     * @param bytes bytes of verified pieces that it gave
     */
    public record Source(
            InetSocketAddress address,
            String client,
            Transport.Kind transport,
            int pieces,
            long bytes) {}

    /** Whether every piece is complete. */
    public boolean complete() {
        return completePieces == pieces;
    }
}
