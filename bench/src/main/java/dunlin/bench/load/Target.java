package dunlin.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Whom the clients announce to, and what.
 *
 * @param server an IPv4 address on loopback
 * @param infoHashes of the swarms, 20 bytes each
 * @param peers in each swarm
 * @param want peers asked for in each announce
 */
record Target(InetSocketAddress server, List<byte[]> infoHashes, int peers, int want) {
    Target {
        infoHashes = List.copyOf(infoHashes);
        if (want < 0 || want > 200) {
            throw new IllegalArgumentException(want + " peers asked for");
        }
    }

    /** The address that a client announces from, one each: 127.0.1.0 and following. */
    static InetSocketAddress source(int client) {
        byte[] address = {127, 0, (byte) (1 + client / 256), (byte) client};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
