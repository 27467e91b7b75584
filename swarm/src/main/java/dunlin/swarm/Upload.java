package dunlin.swarm;

import dunlin.peer.PeerConnection;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Message;
import dunlin.swarm.pick.RateMeter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The serving half of a swarm: unchokes whom the {@link Choker} chooses, and takes their requests.
 * Guarded by the swarm's lock.
 */
final class Upload {
    /** Peers served at once at least: a machine in a team's network has upload to spare. */
    private static final int MIN_SLOTS = 8;

    /**
     * Requests that are rejected in a row before a peer is shut out. One that was choked may have
     * sent as many as our queue takes before it hears of it.
     */
    private static final int MAX_REFUSED = 5 * PeerConnection.MAX_UPLOAD_QUEUE;

    private final Geometry geometry;
    private final Download download;

    /** The swarm's peers, seen as they come and go. */
    private final Collection<SwarmPeer> peers;

    private final Choker<SwarmPeer> choker;
    private final RateMeter meter;
    private long rechokedAt;

    /** Bytes sent to peers that are gone. */
    private long sentBefore;

    Upload(
            Geometry geometry,
            Download download,
            Collection<SwarmPeer> peers,
            RandomGenerator random,
            long now) {
        this.meter = new RateMeter(now);
        this.rechokedAt = now;
        this.geometry = geometry;
        this.download = download;
        this.peers = peers;
        this.choker = new Choker<>(random);
    }

    /** The peer wants something of us. */
    void interested(SwarmPeer peer, long now) {
        if (!peer.interestedInUs) {
            peer.interestedInUs = true;
            fillSlots(now);
        }
    }

    /** The peer is no longer among the peers: its slot may be another's. */
    void left(SwarmPeer peer, long now) {
        sentBefore += peer.connection.uploaded();
        fillSlots(now);
    }

    /**
     * Takes a request: queues the block, or rejects it if the peer is choked, the piece is not
     * complete or its queue is full. Without the fast extension a refused request is dropped, as
     * BEP 3 has it.
     */
    void requested(SwarmPeer peer, Message.Request request, long now) throws ProtocolException {
        Block block = geometry.check(request.piece(), request.begin(), request.length());
        boolean taken =
                !peer.choked && download.has(block.piece()) && peer.connection.upload(block);
        if (taken) {
            peer.asked(now);
        } else {
            refuse(peer, block);
        }
    }

    private static void refuse(SwarmPeer peer, Block block) throws ProtocolException {
        if (peer.connection.fast() && ++peer.refusedInARow > MAX_REFUSED) {
            throw new ProtocolException(
                    "it asks on and on, %d times in a row for what it does not get"
                            .formatted(MAX_REFUSED));
        }
        reject(peer, block);
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

    /**
     * To be called every second: measures, has those who ask for nothing give up their turns, and
     * decides every ten seconds whom to serve.
     */
    void tick(long now) {
        for (SwarmPeer peer : peers) {
            meter.add(peer.meter(now), now);
        }
        for (SwarmPeer idle : choker.idle(candidates(now), now)) {
            choke(idle, now);
        }
        fillSlots(now);
        if (now - rechokedAt >= Choker.INTERVAL) {
            rechokedAt = now;
            Set<SwarmPeer> served =
                    choker.rechoke(candidates(now), download.complete(), slots(now), now);
            for (SwarmPeer peer : peers) {
                if (served.contains(peer)) {
                    peer.choke(false, now);
                } else if (!peer.choked) {
                    choke(peer, now);
                }
            }
        }
    }

    /** Serves those who wait for a slot that is free, without waiting for the next round. */
    private void fillSlots(long now) {
        choker.fill(candidates(now), slots(now), now).forEach(peer -> peer.choke(false, now));
    }

    private int slots(long now) {
        return Math.max(MIN_SLOTS, Choker.slotsFor(meter.rate(now)));
    }

    private List<Choker.Candidate<SwarmPeer>> candidates(long now) {
        List<Choker.Candidate<SwarmPeer>> candidates = new ArrayList<>(peers.size());
        for (SwarmPeer peer : peers) {
            candidates.add(peer.candidate(download.outstanding(peer) > 0, now));
        }
        return candidates;
    }

    /** Chokes a peer, and drops what it asked for. */
    private void choke(SwarmPeer peer, long now) {
        peer.choke(true, now);
        peer.connection.clearUploads().forEach(block -> reject(peer, block));
    }

    private static void reject(SwarmPeer peer, Block block) {
        if (peer.connection.fast()) {
            peer.connection.send(new Message.Reject(block.piece(), block.begin(), block.length()));
        }
    }

    /** Bytes a second sent of late. */
    long rate(long now) {
        return meter.rate(now);
    }

    /** Bytes of blocks sent since the swarm was made. */
    long sent() {
        long sent = sentBefore;
        for (SwarmPeer peer : peers) {
            sent += peer.connection.uploaded();
        }
        return sent;
    }
}
