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
 */
public record FetchOrder(Path folder, Optional<InetSocketAddress> onlyFrom, Duration patience) {}
