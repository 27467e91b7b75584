package dunlin.node.api;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a share is to be fetched.
 *
 * @param folder where its file or folder is put
 * @param as the name under which it is put there, if it is not to be the share's own; one name,
 *     that can be a file's here
 * @param onlyFrom the one peer to fetch it from, if not from all
 * @param patience how long nobody may be reachable before it is given up; zero for ever
 * @param allowed what is not done unless a person says so
 */
public record FetchOrder(
        Path folder,
        Optional<String> as,
        Optional<InetSocketAddress> onlyFrom,
        Duration patience,
        Set<Allowed> allowed) {
    /** What a person may allow. */
    public enum Allowed {
        /** To write into a folder that holds what is not the share's. */
        INTO_EXISTING,
        /** To set aside files that hold something else, and fetch what is wrong of them. */
        REPAIR,
        /** To go on with unfinished files that others made, and where there seems to be no room. */
        FORCE
    }

    public FetchOrder {
        allowed = Set.copyOf(allowed);
    }

    /** An order that writes into no folder of others, and leaves files of others alone. */
    public FetchOrder(Path folder, Optional<InetSocketAddress> onlyFrom, Duration patience) {
        this(folder, Optional.empty(), onlyFrom, patience, Set.of());
    }

    public boolean allows(Allowed what) {
        return allowed.contains(what);
    }
}
