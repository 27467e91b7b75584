package dunlin.discovery.dht.core;

import dunlin.protocol.InfoHash;

/**
 * That we are a peer of a swarm.
 *
 * @param port where we listen: 1 to 65535
 * @param impliedPort whether the port that our packets come from, as others see it, counts instead:
 *     right for who listens there for connections over uTP too, behind whatever NAT
 * @param seed whether we are complete (BEP 33)
 */
public record Announcement(InfoHash hash, int port, boolean impliedPort, boolean seed) {
    public Announcement {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
    }
}
