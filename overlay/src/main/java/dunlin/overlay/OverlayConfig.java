package dunlin.overlay;

import dunlin.net.Ticker;
import dunlin.peer.Dialer;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.NetworkId;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What a member of the network is made of.
 *
 * @param network to which it belongs
 * @param peerId of this run, as in all of the peer's handshakes
 * @param keys by which it is known; for who only looks, any that were made just now
 * @param name by which people know it
 * @param visitor whether it only looks: asks, and has no part in the network
 * @param address where others can dial it, as far as is known
 * @param dialer how others are dialled
 * @param ticker the time and threads of all of it
 * @param clock the time of day when it starts
 * @param random fit for secrets
 */
public record OverlayConfig(
        NetworkId network,
        PeerId peerId,
        PeerKeyPair keys,
        String name,
        boolean visitor,
        PeerAddress address,
        Dialer dialer,
        Ticker ticker,
        InstantSource clock,
        RandomGenerator random) {}
