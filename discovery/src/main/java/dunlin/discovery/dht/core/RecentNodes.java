package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nodes that answered in lookups of the last minutes, wherever they are: a lookup that comes near
 * begins with them.
 */
final class RecentNodes {
    private static final int MOST = 512;
    private static final long KEPT = Duration.ofMinutes(5).toNanos();

    private record Recent(NodeInfo node, long when) {}

    private final TreeMap<NodeId, Recent> byId = new TreeMap<>();
    private final Deque<Recent> byTime = new ArrayDeque<>(2);

    void add(NodeInfo node, long now) {
        Recent recent = new Recent(node, now);
        byId.put(node.id(), recent);
        byTime.addLast(recent);
        while (byTime.size() > MOST || now - byTime.getFirst().when() > KEPT) {
            forget(byTime.removeFirst());
        }
    }

    private void forget(Recent old) {
        byId.remove(old.node().id(), old);
    }

    /** A node that does not answer any more. */
    void failed(NodeInfo node) {
        Recent recent = byId.get(node.id());
        if (recent != null && recent.node().equals(node)) {
            byId.remove(node.id());
        }
    }

    /** Some of those around a target, the closest among them for sure: up to twice as many. */
    List<NodeInfo> around(NodeId target, int most, long now) {
        List<NodeInfo> found = new ArrayList<>();
        gather(byId.headMap(target, true).descendingMap(), most, now, found);
        gather(byId.tailMap(target, false), most, now, found);
        return found;
    }

    private static void gather(
            Map<NodeId, Recent> ordered, int most, long now, List<NodeInfo> found) {
        int left = most;
        for (Recent recent : ordered.values()) {
            if (left-- == 0) {
                return;
            }
            if (now - recent.when() <= KEPT) {
                found.add(recent.node());
            }
        }
    }
}
