package dunlin.discovery.dht;

import dunlin.net.HostPort;
import dunlin.protocol.krpc.Family;
import java.util.List;
import java.util.Set;

/**
 * How a peer takes part in the DHT.
 *
 * @param families which of the two DHTs it is in (BEP 32)
 * @param peerPort where the peer listens for connections, as it is announced: 1 to 65535
 * @param entrances nodes to enter by
 * @param entrancesAreNamed whether a person named those; otherwise they are strangers' well-known
 *     ones, who are asked only when no node of an earlier life answers
 * @param readOnly whether it only asks (BEP 43): for a command that lives for seconds
 */
public record DhtSettings(
        Set<Family> families,
        int peerPort,
        List<HostPort> entrances,
        boolean entrancesAreNamed,
        boolean readOnly) {
    /** Where everybody enters. */
    public static final List<HostPort> WELL_KNOWN =
            List.of(
                    new HostPort("router.bittorrent.com", 6881),
                    new HostPort("dht.transmissionbt.com", 6881),
                    new HostPort("router.utorrent.com", 6881),
                    new HostPort("dht.libtorrent.org", 25401));

    public DhtSettings {
        families = Set.copyOf(families);
        entrances = List.copyOf(entrances);
    }
}
