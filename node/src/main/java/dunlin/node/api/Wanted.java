package dunlin.node.api;

import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;

/** A share that a person named: described in full, or only by a link. */
public sealed interface Wanted {
    /** What it is called, as far as is known. */
    String name();

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
}
