package dunlin.interop;

import java.nio.file.Path;

/** A BitTorrent program of others, as far as the tests need it. */
sealed interface Client permits Aria2, Libtorrent, QBittorrent, Transmission {
    /** Serves what is whole in the folder. Returns at once. */
    void seed(Path torrent, Path folder) throws Exception;

    /**
     * Starts to fetch into the folder.
     *
     * @param link the path of a .torrent file, or a magnet link
     */
    Fetch fetch(String link, Path folder) throws Exception;

    /** What is being fetched. */
    interface Fetch {
        /** Waits until all is fetched. */
        void awaitDone() throws Exception;
    }

    /** The programs to be met. */
    enum Kind {
        ARIA2,
        LIBTORRENT,
        QBITTORRENT,
        TRANSMISSION;

        Client at(Lab lab, Host host) {
            return switch (this) {
                case ARIA2 -> new Aria2(lab, host);
                case LIBTORRENT -> new Libtorrent(lab, host);
                case QBITTORRENT -> new QBittorrent(lab, host);
                case TRANSMISSION -> new Transmission(lab, host);
            };
        }

        /** Transmission ignores peers on loopback addresses. */
        boolean needsNetwork() {
            return this == TRANSMISSION;
        }

        /** aria2 has TCP alone. */
        boolean speaksUtp() {
            return this != ARIA2;
        }

        /** Transmission 3.00 makes no files of no bytes. */
        boolean leavesOutEmptyFiles() {
            return this == TRANSMISSION;
        }
    }
}
