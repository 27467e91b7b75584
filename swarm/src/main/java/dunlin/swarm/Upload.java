package dunlin.swarm;

import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Message;
import java.util.Collection;

/**
 * The serving half of a swarm: takes requests of peers that are not choked. Guarded by the swarm's
 * lock.
 */
final class Upload {
    private final Geometry geometry;
    private final Download download;

    Upload(Geometry geometry, Download download) {
        this.geometry = geometry;
        this.download = download;
    }

    /**
     * Takes a request: queues the block, or rejects it if the peer is choked, the piece is not had
     * or its queue is full. Without the fast extension a refused request is dropped, as BEP 3 has
     * it.
     */
    void requested(SwarmPeer peer, Message.Request request) throws ProtocolException {
        Block block = geometry.check(request.piece(), request.begin(), request.length());
        boolean taken =
                !peer.choked && download.has(block.piece()) && peer.connection.upload(block);
        if (!taken) {
            reject(peer, block);
        }
    }

    /**
     * Takes a request back. With the fast extension it is answered all the same: by its rejection.
     */
    void cancelled(SwarmPeer peer, Message.Cancel cancel) throws ProtocolException {
        Block block = geometry.check(cancel.piece(), cancel.begin(), cancel.length());
        if (peer.connection.cancelUpload(block)) {
            reject(peer, block);
        }
    }

    /** Chokes a peer, and drops what it asked for. */
    void choke(SwarmPeer peer, long now) {
        if (peer.choked) {
            return;
        }
        peer.choke(true, now);
        Collection<Block> dropped = peer.connection.clearUploads();
        dropped.forEach(block -> reject(peer, block));
    }

    private static void reject(SwarmPeer peer, Block block) {
        if (peer.connection.fast()) {
            peer.connection.send(new Message.Reject(block.piece(), block.begin(), block.length()));
        }
    }
}
