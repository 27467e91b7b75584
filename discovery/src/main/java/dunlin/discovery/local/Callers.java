package dunlin.discovery.local;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whom in the local network we listen to: anybody can call on and on, each time from another port,
 * to fill our address books. Told {@link System#nanoTime}; not thread-safe.
 */
final class Callers {
    /** Peers of one host: more are on no machine. */
    static final int PORTS = 32;

    /** Hosts that are heard in a minute. */
    static final int HOSTS = 1_000;

    /** Packets that are heard in a second. */
    static final int PACKETS = 200;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = 60 * SECOND;

    private final Map<InetAddress, Set<Integer>> ports = new HashMap<>();
    private long minute;
    private long second;
    private int packets;

    Callers(long now) {
        this.minute = now;
        this.second = now;
    }

    /** A packet came. @return whether it is worth reading */
    boolean mayCall(long now) {
        if (now - second >= SECOND) {
            second = now;
            packets = 0;
        }
        return packets++ < PACKETS;
    }

    /** A peer says it listens there. @return whether it is to be believed */
    boolean mayName(InetAddress host, int port, long now) {
        if (now - minute >= MINUTE) {
            minute = now;
            ports.clear();
        }
        Set<Integer> known = ports.get(host);
        if (known == null) {
            if (ports.size() >= HOSTS) {
                return false;
            }
            known = new HashSet<>();
            ports.put(host, known);
        }
        return known.contains(port) || (known.size() < PORTS && known.add(port));
    }
}
