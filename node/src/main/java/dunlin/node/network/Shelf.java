package dunlin.node.network;

import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Visibility;
import dunlin.overlay.ShownShare;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.search.ShareWords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What of a peer's shares others are shown: what is served, and neither private nor unlisted. */
final class Shelf {
    private Shelf() {}

    static List<ShownShare> of(Collection<ShareStatus> shares) {
        List<ShownShare> shown = new ArrayList<>();
        for (ShareStatus share : shares) {
            boolean isServed = share.state() instanceof ShareState.Serving;
            if (isServed && share.shown().isPresent() && share.metainfo().isPresent()) {
                ShareStatus.Shown how = share.shown().get();
                if (how.visibility() != Visibility.UNLISTED) {
                    shown.add(shown(how, share.metainfo().get().info()));
                }
            }
        }
        return shown;
    }

    private static ShownShare shown(ShareStatus.Shown how, Info info) {
        SharedEntry entry =
                new SharedEntry(
                        how.number(),
                        info.id(),
                        info.infoHashV2(),
                        info.name(),
                        info.contentSize(),
                        (int) info.files().stream().filter(file -> !file.padding()).count(),
                        how.since().toEpochMilli());
        return new ShownShare(
                entry, how.visibility() == Visibility.MEMBERS, ShareWords.of(info, Note.NONE));
    }
}
