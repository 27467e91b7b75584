package dunlin.node.api;

import dunlin.protocol.identity.PeerKey;
import java.net.InetSocketAddress;

/**
 * Who a peer is.
 *
 * @param name the name by which people know it
 * @param key the key that others know it by
 * @param address where it listens: an address that others can dial, as far as is known
 */
public record Self(String name, PeerKey key, InetSocketAddress address) {}
