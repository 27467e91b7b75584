package dunlin.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a peer runs.
 *
 * @param state the folder of its state (the library)
 * @param name the name by which people know it
 * @param bind the address that it listens on and dials from; empty for all
 * @param port where it listens, or 0 for any free port
 * @param portRequired whether a port in use is an error (true) or another is taken instead
 * @param upRate upload limit of all shares together, bytes a second; 0 for none
 * @param downRate download limit of all shares together, bytes a second; 0 for none
 * @param peers peers that every share dials directly
 */
public record NodeConfig(
        Path state,
        String name,
        Optional<InetAddress> bind,
        int port,
        boolean portRequired,
        long upRate,
        long downRate,
        List<InetSocketAddress> peers) {
    public NodeConfig {
        peers = List.copyOf(peers);
    }
}
