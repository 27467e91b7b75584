package dunlin.node.network;

import dunlin.net.HostPort;
import dunlin.node.api.Wanted;
import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Tiers;
import dunlin.protocol.overlay.SharedEntry;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a sharer says of a share, as the link by which it is fetched. */
final class Links {
    private Links() {}

    /** The link of a share, with those who have it. */
    static Magnet magnet(SharedEntry entry, Collection<InetSocketAddress> peers) {
        boolean isV2Only = entry.v2().map(v2 -> v2.truncated().equals(entry.id())).orElse(false);
        Optional<InfoHash> v1 = isV2Only ? Optional.empty() : Optional.of(entry.id());
        return new Magnet(
                v1,
                entry.v2(),
                Optional.of(entry.name()),
                OptionalLong.of(entry.size()),
                List.of(),
                peers.stream().map(HostPort::format).toList(),
                List.of(),
                List.of());
    }

    /** What to fetch. */
    static Wanted wanted(SharedEntry entry, Collection<InetSocketAddress> peers, Tiers trackers) {
        return new Wanted.Linked(magnet(entry, peers), trackers, true);
    }
}
