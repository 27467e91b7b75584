package dunlin.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How many things each address has at the moment, with a bound. Of an IPv6 address the /64 counts:
 * whoever has one address of it has them all. Thread-safe.
 */
final class AddressCount {
    private final int bound;
    private final Map<InetAddress, Integer> counts = new HashMap<>(); // guarded by this

    AddressCount(int bound) {
        this.bound = bound;
    }

    /** Counts one more. @return false if the address has as many as it may; then none is counted */
    synchronized boolean enter(InetAddress address) {
        InetAddress network = network(address);
        int count = counts.getOrDefault(network, 0);
        if (count >= bound) {
            return false;
        }
        counts.put(network, count + 1);
        return true;
    }

    /** Counts one less; an address with none is forgotten. */
    synchronized void leave(InetAddress address) {
        counts.computeIfPresent(network(address), (_, count) -> count == 1 ? null : count - 1);
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
