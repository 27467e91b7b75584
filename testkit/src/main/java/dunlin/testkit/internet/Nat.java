package dunlin.testkit.internet;

import dunlin.testkit.internet.IpPacket.End;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a router does for the hosts behind it: each port of theirs gets one port of the router's
 * address, whomever it speaks with, and what comes to that is let in only from the address and port
 * that was spoken to (RFC 4787: endpoint-independent mapping, address and port-dependent
 * filtering). Not thread-safe.
 */
final class Nat {
    static final int FIRST_PORT = 40_000;

    private final int address;
    private final Map<End, End> outer = new HashMap<>();
    private final Map<End, End> inner = new HashMap<>();

    private record Flow(End outer, End remote) {}

    private final Set<Flow> open = new HashSet<>();
    private final boolean keepsPorts;
    private int nextPort = FIRST_PORT;

    /**
     * @param address the router's own
     * @param keepsPorts whether the port that it gives is the host's own, which is to be the only
     *     host then; else its ports count up from {@value #FIRST_PORT}
     */
    Nat(int address, boolean keepsPorts) {
        this.address = address;
        this.keepsPorts = keepsPorts;
    }

    /** A packet leaves: it gets the router's address. */
    void outwards(IpPacket packet) {
        End from = packet.source();
        End seen = outer.get(from);
        if (seen == null) {
            seen = new End(from.protocol(), address, keepsPorts ? from.port() : nextPort++);
            outer.put(from, seen);
            inner.put(seen, from);
        }
        open.add(new Flow(seen, packet.destination()));
        packet.source(seen.address(), seen.port());
    }

    /** A packet comes to the router's address. @return whether it is let in, to its host */
    boolean inwards(IpPacket packet) {
        End to = packet.destination();
        End host = inner.get(to);
        if (host == null || !open.contains(new Flow(to, packet.source()))) {
            return false;
        }
        packet.destination(host.address(), host.port());
        return true;
    }
}
