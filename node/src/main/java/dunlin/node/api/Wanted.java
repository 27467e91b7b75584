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

    /**
     * Whether anybody could find it: it was in a catalogue or in the network. What was named by a
     * link or a torrent alone may have been told to this person only.
     */
    boolean isListed();

    /** A share with all that describes it. */
    record Described(Metainfo metainfo, Tiers trackers, boolean isListed) implements Wanted {
        /** One that was named by its torrent. */
        public Described(Metainfo metainfo, Tiers trackers) {
            this(metainfo, trackers, false);
        }

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
    record Linked(Magnet magnet, Tiers trackers, boolean isListed) implements Wanted {
        /** One that was named by its link. */
        public Linked(Magnet magnet, Tiers trackers) {
            this(magnet, trackers, false);
        }

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
