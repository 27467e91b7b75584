package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.option.SharedOptions;
import dunlin.cli.option.TrackerUrl;
import dunlin.cli.terminal.Console;
import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.discovery.catalogue.FailingIndexException;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Metainfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Puts shares into the catalogues of the indexes named. One that cannot be reached is tried again
 * later; one that has no catalogue is left alone. Not thread-safe.
 */
final class Registrar {
    private record Pending(TrackerUrl tracker, CatalogueClient index, Metainfo metainfo) {}

    private final List<TrackerUrl> trackers;
    private final String peerName;
    private final PeerKeyPair keys;
    private final Note note;
    private final Console console;
    private final List<Pending> pending = new ArrayList<>();

    /**
     * @param keys what registrations are signed with
     * @param note what is said of each share
     */
    Registrar(SharedOptions options, PeerKeyPair keys, Note note, Console console) {
        this.trackers = List.copyOf(options.trackers);
        this.peerName = options.peerName();
        this.keys = keys;
        this.note = note;
        this.console = console;
    }

    /** Registers a share everywhere. @return the first index that lists it now */
    Optional<TrackerUrl> register(Metainfo metainfo) {
        Optional<TrackerUrl> first = Optional.empty();
        for (TrackerUrl tracker : trackers) {
            if (tracker.index().isEmpty()) {
                continue;
            }
            Pending one =
                    new Pending(tracker, new CatalogueClient(tracker.index().get()), metainfo);
            try {
                if (register(one) && first.isEmpty()) {
                    first = Optional.of(tracker);
                }
            } catch (IOException e) {
                pending.add(one);
                console.note(
                        "the index %s %s (%s); %s is served all the same, and the index is tried again"
                                .formatted(
                                        tracker.display(),
                                        e instanceof FailingIndexException
                                                ? "fails"
                                                : "cannot be reached",
                                        ErrorReport.text(e),
                                        metainfo.info().name()));
            }
        }
        return first;
    }

    /** Tries those again that could not be reached. */
    void retry() {
        for (Iterator<Pending> left = pending.iterator(); left.hasNext(); ) {
            Pending one = left.next();
            try {
                if (register(one)) {
                    console.note(
                            "%s is listed at %s now"
                                    .formatted(
                                            one.metainfo().info().name(), one.tracker().display()));
                }
                left.remove();
            } catch (IOException _) {
                // Said when it failed first.
            }
        }
    }

    private boolean register(Pending one) throws IOException {
        try {
            byte[] torrent = one.metainfo().encode();
            say(one, one.index().register(keys, peerName, torrent, note));
            return true;
        } catch (ProtocolException e) {
            console.note(
                    "%s does not list %s (%s); it is announced there all the same"
                            .formatted(
                                    one.tracker().display(),
                                    one.metainfo().info().name(),
                                    ErrorReport.text(e)));
            return false;
        }
    }

    /** What the person might not expect of how the index lists it. */
    private void say(Pending one, Listing listing) {
        if (listing.owner().isEmpty()) {
            return; // an index that knows of no keys
        }
        String share = one.metainfo().info().name();
        String index = one.tracker().display();
        if (!listing.isOwnedBy(keys.publicKey())) {
            console.note(
                    "%s is listed at %s as shared by %s, who registered it first; you are noted as one who has it%s"
                            .formatted(
                                    share,
                                    index,
                                    listing.sharedBy(),
                                    note.isEmpty()
                                            ? ""
                                            : ", and its description and tags stay as they are"));
        } else if (!listing.sharedBy().equals(SafeText.forTerminal(peerName))) {
            console.note(
                    "%s is listed at %s as shared by %s: the name %s is another key's there; choose your own with --name"
                            .formatted(share, index, listing.sharedBy(), peerName));
        }
    }
}
