package dunlin.peer;

import dunlin.net.HostPrefix;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** How many things each host has at the moment, with a bound. Thread-safe. */
final class AddressCount {
    private final int bound;
    private final Map<HostPrefix, Integer> counts = new HashMap<>(); // guarded by this

    AddressCount(int bound) {
        this.bound = bound;
    }

    /** Counts one more. @return false if the address has as many as it may; then none is counted */
    synchronized boolean enter(InetAddress address) {
        HostPrefix host = HostPrefix.of(address);
        int count = counts.getOrDefault(host, 0);
        if (count >= bound) {
            return false;
        }
        counts.put(host, count + 1);
        return true;
    }

    /** Counts one less; an address with none is forgotten. */
    synchronized void leave(InetAddress address) {
        counts.computeIfPresent(
                HostPrefix.of(address), (_, count) -> count == 1 ? null : count - 1);
    }
}
