package dunlin.bench.link;

import java.util.Map;
import java.util.TreeMap;

/** What went one way within some time: bytes of each flow, lost packets, how long they waited. */
final class Counts {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final Map<String, Long> bytes = new TreeMap<>();
    private long packets;
    private long waited;
    private long longest;
    private long lost;

    void went(byte[] packet, long waits) {
        bytes.merge(flow(packet), (long) packet.length, Long::sum);
        packets++;
        waited += waits;
        longest = Math.max(longest, waits);
    }

    void lost() {
        lost++;
    }

    /** As a line of JSON; then counting begins anew. */
    String line(double seconds) {
        StringBuilder flows = new StringBuilder();
        bytes.forEach((flow, count) ->
                flows.append(flows.isEmpty() ? "" : ",")
                        .append("\"%s\":%d".formatted(flow, count)));
        String line =
                "{\"seconds\":%.3f,\"waits\":%.1f,\"longest\":%.1f,\"lost\":%d,\"flows\":{%s}}"
                        .formatted(
                                seconds,
                                packets == 0 ? 0 : waited / 1e6 / packets,
                                longest / 1e6,
                                lost,
                                flows);
        bytes.clear();
        packets = 0;
        waited = 0;
        longest = 0;
        lost = 0;
        return line;
    }

    /** Protocol and the sender's port of a packet of IPv4. */
    static String flow(byte[] packet) {
        int head = (packet[0] & 0xf) * 4;
        int protocol = packet.length > 9 ? packet[9] : 0;
        if (protocol != TCP && protocol != UDP || packet.length < head + 2) {
            return "other";
        }
        int port = (packet[head] & 0xff) << 8 | packet[head + 1] & 0xff;
        return (protocol == TCP ? "tcp/" : "udp/") + port;
    }
}
