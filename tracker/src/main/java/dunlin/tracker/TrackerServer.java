package dunlin.tracker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** A running index server: HTTP announce and scrape, and the catalogue's API. */
public final class TrackerServer implements AutoCloseable {
    /**
     * @param listen where to listen; port 0 for any free one
     * @param database the catalogue's SQLite file
     * @param interval how often peers are told to announce
     */
    public record Config(InetSocketAddress listen, Path database, Duration interval) {}

    /**
     * What happens at the index, for the person who runs it. Called on server threads; must not
     * block.
     */
    public interface Events {
        /**
         * A peer came, completed or went; {@code seeders} and {@code leechers} are what is left
         * after it.
         */
        void peer(
                String event,
                String name,
                InetSocketAddress address,
                String share,
                int seeders,
                int leechers);

        /** A share was registered. */
        void registered(String name, String id, String sharedBy);
    }

    private TrackerServer() {}

    public static TrackerServer start(Config config, Events events) throws IOException {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
