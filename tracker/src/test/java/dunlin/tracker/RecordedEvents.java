package dunlin.tracker;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what an index says to the person who runs it. */
final class RecordedEvents implements TrackerServer.Events {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void peer(
            String event,
            String name,
            InetSocketAddress address,
            String share,
            int seeders,
            int leechers) {
        lines.add(event + " " + name + " " + share + " " + seeders + "/" + leechers);
    }

    @Override
    public void registered(String name, String id, String sharedBy) {
        lines.add("registered " + name + " by " + sharedBy);
    }
}
