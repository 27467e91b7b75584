package dunlin.tracker.page;

import dunlin.protocol.ProtocolException;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Contents;
import dunlin.tracker.store.TorrentReader;
import dunlin.tracker.store.TrackerRejection;
import java.util.Optional;

/**
 * What is shown of the inside of shares. Of those that an earlier version registered it is read
 * from their torrents, once each. Thread-safe.
 */
record ShareContents(Catalogue catalogue, TorrentReader reader) {
    Contents of(Entry entry) throws TrackerRejection {
        Optional<Contents> noted = catalogue.contents(entry.id());
        if (noted.isPresent()) {
            return noted.get();
        }
        Contents read = read(entry);
        catalogue.noteContents(entry.id(), read);
        return read;
    }

    private Contents read(Entry entry) throws TrackerRejection {
        try {
            return Contents.of(
                    reader.read(
                                    entry.torrentLength(),
                                    () -> catalogue.torrent(entry.id()).orElse(new byte[0]))
                            .info());
        } catch (ProtocolException e) {
            // An earlier version took more.
            return Contents.UNKNOWN;
        }
    }
}
