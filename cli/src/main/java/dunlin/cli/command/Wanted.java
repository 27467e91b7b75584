package dunlin.cli.command;

import dunlin.net.HostPort;
import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What the person means by X: a share that is described in full, or a link to one. */
public sealed interface Wanted {
    /** What it is called, as far as is known. */
    String name();

    /** Its info-hash. */
    InfoHash id();

    /** Where peers of it are asked for. */
    Tiers trackers();

    /** A share with all that describes it. */
    record Described(Metainfo metainfo, Tiers trackers) implements Wanted {
        @Override
        public String name() {
            return metainfo.info().name();
        }

        @Override
        public InfoHash id() {
            return metainfo.info().id();
        }
    }

    /** A share of which only a magnet link is known yet. */
    record Linked(Magnet magnet, Tiers trackers) implements Wanted {
        @Override
        public String name() {
            return magnet.name().orElseGet(() -> id().toString());
        }

        @Override
        public InfoHash id() {
            return magnet.id();
        }
    }

    /**
     * Peers that a link names itself, of its own share and of no other. It is a stranger's: they
     * are not to be trusted, and one that cannot be dialled is no error.
     */
    default List<InetSocketAddress> peers() {
        List<InetSocketAddress> peers = new ArrayList<>();
        if (this instanceof Linked linked) {
            for (String peer : linked.magnet().peers()) {
                try {
                    peers.add(HostPort.parse(peer).resolve());
                } catch (UnknownHostException | IllegalArgumentException _) {
                    // Its other peers and its trackers remain.
                }
            }
        }
        return peers;
    }

    /**
     * The trackers of a torrent after those that the person named. A private torrent is announced
     * to its own trackers only (BEP 27), so that nobody else hears of it.
     */
    static Described of(Metainfo metainfo, Tiers named) {
        boolean onlyItsOwn = metainfo.info().isPrivate() && !metainfo.trackers().isEmpty();
        return new Described(
                metainfo, onlyItsOwn ? metainfo.trackers() : named.then(metainfo.trackers()));
    }

    static Linked of(Magnet magnet, Tiers named) {
        return new Linked(magnet, named.then(Tiers.each(magnet.trackers())));
    }
}
