package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.node.api.Self;
import dunlin.node.api.ShareState;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import java.util.Map;

/**
 * What whoever shares something wants to hear beside that: how indexes list it, who comes and goes.
 */
final class SharingNotices extends Notices {
    private final Peer peer;
    private final Console console;
    private final Self self;
    private final boolean hasNote;

    /**
     * @param hasNote whether something is said of the shares beyond their content
     * @param visitors of each share, by its number
     */
    SharingNotices(
            Peer peer,
            Console console,
            Self self,
            boolean hasNote,
            Map<Integer, Visitors> visitors) {
        super(peer, console, visitors);
        this.peer = peer;
        this.console = console;
        this.self = self;
        this.hasNote = hasNote;
    }

    @Override
    String makeRight() {
        return "share it again";
    }

    /** What the person might not expect of how the index lists it. */
    @Override
    void registered(NodeEvent.Registered event) {
        Listing listing = event.listing();
        String share = name(event.share());
        if (isServed(event.share())) { // so it was tried again
            console.note("%s is listed at %s now".formatted(share, event.index()));
        }
        if (listing.owner().isEmpty()) {
            return; // an index that knows of no keys
        }
        if (!listing.isOwnedBy(self.key())) {
            console.note(
                    "%s is listed at %s as shared by %s, who registered it first; you are noted as one who has it%s"
                            .formatted(
                                    share,
                                    event.index(),
                                    listing.sharedBy(),
                                    hasNote
                                            ? ", and its description and tags stay as they are"
                                            : ""));
        } else if (!listing.sharedBy().equals(SafeText.forTerminal(self.name()))) {
            console.note(
                    "%s is listed at %s as shared by %s: the name %s is another key's there; choose your own with --name"
                            .formatted(share, event.index(), listing.sharedBy(), self.name()));
        }
    }

    private boolean isServed(int share) {
        try {
            return peer.share(share)
                    .map(it -> it.state() instanceof ShareState.Serving)
                    .orElse(false);
        } catch (NodeRefusal e) {
            return false; // the peer is closing
        }
    }
}
