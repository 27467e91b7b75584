package dunlin.node.engine;

import dunlin.node.api.NamedTracker;
import dunlin.node.api.Reach;
import dunlin.node.api.Ways;
import dunlin.protocol.metainfo.Tiers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a peer runs.
 *
 * @param state the folder of its state: the library and its key
 * @param name the name by which people know it
 * @param bind the address that it listens on and dials from; empty for all
 * @param port where it listens, or 0 for any free port
 * @param portRequired whether a port in use is an error (true) or another is taken instead
 * @param upRate upload limit of all shares together, bytes a second; 0 for none
 * @param downRate download limit of all shares together, bytes a second; 0 for none
 * @param peers peers that every share dials directly
 * @param trackers the trackers and indexes that a person named
 * @param reach how it finds others beside those
 * @param ways what carries its connections
 */
public record NodeConfig(
        Path state,
        String name,
        Optional<InetAddress> bind,
        int port,
        boolean portRequired,
        long upRate,
        long downRate,
        List<InetSocketAddress> peers,
        List<NamedTracker> trackers,
        Reach reach,
        Ways ways) {
    public NodeConfig {
        peers = List.copyOf(peers);
        trackers = List.copyOf(trackers);
    }

    /** The announce URLs of the trackers. */
    public List<URI> announceUrls() {
        return trackers.stream().map(NamedTracker::announce).toList();
    }

    /** Where every share is announced: a tier for each tracker, so that each is told. */
    public Tiers tiers() {
        return Tiers.each(trackers.stream().map(it -> it.announce().toString()).toList());
    }
}
