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
 */
public record FetchOrder(
        Path folder,
        Optional<InetSocketAddress> onlyFrom,
        Duration patience,
        boolean intoExisting) {
    /** An order that writes into no folder of others. */
    public FetchOrder(Path folder, Optional<InetSocketAddress> onlyFrom, Duration patience) {
        this(folder, onlyFrom, patience, false);
    }
}
