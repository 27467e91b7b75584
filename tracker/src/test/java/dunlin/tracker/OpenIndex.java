package dunlin.tracker;

import dunlin.tracker.event.IndexEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** An index on this machine that is open to anyone, for tests to start and close. */
public final class OpenIndex {
    private OpenIndex() {}

    /** One on any free port. */
    public static TrackerServer start(Path folder, IndexEvents events) throws IOException {
        return start(0, folder, events);
    }

    /**
     * @param folder where its catalogue is
     */
    public static TrackerServer start(int port, Path folder, IndexEvents events)
            throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        return TrackerServer.start(
                TrackerServer.Config.open(
                        new InetSocketAddress(loopback, port), Duration.ofMinutes(2)),
                folder.resolve("c.db"),
                events);
    }
}
