package dunlin.node.api;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a share is to be fetched.
 *
 * @param folder where its file or folder is put
 * @param onlyFrom the one peer to fetch it from, if not from all
 * @param patience how long nobody may be reachable before it is given up; zero for ever
 * @param intoExisting whether a folder may be written into that holds what is not the share's
 * @param repair whether files that hold something else are set aside and fetched again, as far as
 *     they are wrong; if not, the fetch fails
 */
public record FetchOrder(
        Path folder,
        Optional<InetSocketAddress> onlyFrom,
        Duration patience,
        boolean intoExisting,
        boolean repair) {
    /** An order that writes into no folder of others, and leaves files of others alone. */
    public FetchOrder(Path folder, Optional<InetSocketAddress> onlyFrom, Duration patience) {
        this(folder, onlyFrom, patience, false, false);
    }
}
