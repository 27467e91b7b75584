package dunlin.node.index;

import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.node.api.NamedTracker;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Metainfo;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts one share into the catalogues of the indexes named. One that gives no answer is tried again
 * later; one that refuses is left alone. For one thread at a time.
 */
public final class Registration {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final int share;
    private final List<URI> indexes;
    private final PeerKeyPair keys;
    private final String peerName;
    private final Note note;
    private final Consumer<NodeEvent> events;
    private byte[] torrent = {};
    private List<URI> pending = List.of();
    private volatile Optional<URI> listedAt = Optional.empty();

    /**
     * @param share its number, for the events
     * @param keys what the registration is signed with
     * @param peerName who shares it
     * @param note what is said of it
     */
    public Registration(
            int share,
            Collection<NamedTracker> trackers,
            PeerKeyPair keys,
            String peerName,
            Note note,
            Consumer<NodeEvent> events) {
        this.share = share;
        this.indexes = trackers.stream().flatMap(it -> it.index().stream()).distinct().toList();
        this.keys = keys;
        this.peerName = peerName;
        this.note = note;
        this.events = events;
    }

    /** The first index that lists it; to be asked by any thread. */
    public Optional<URI> listedAt() {
        return listedAt;
    }

    /** Registers it everywhere. Blocks. */
    public void register(Metainfo metainfo) {
        torrent = metainfo.encode();
        pending = indexes.stream().filter(it -> !registered(it, true)).toList();
    }

    /** Tries those again that gave no answer, until each has; blocks until then. */
    public void retry() throws InterruptedException {
        while (!pending.isEmpty()) {
            Thread.sleep(PAUSE);
            pending = pending.stream().filter(it -> !registered(it, false)).toList();
        }
    }

    /**
     * @param tell whether to tell that it gives no answer
     * @return false if it is to be tried again
     */
    private boolean registered(URI index, boolean tell) {
        try {
            Listing listing = new CatalogueClient(index).register(keys, peerName, torrent, note);
            listedAt = listedAt.or(() -> Optional.of(index));
            events.accept(new NodeEvent.Registered(share, index, listing));
            return true;
        } catch (IOException | ProtocolException e) {
            NodeRefusal refusal = Indexes.refusal(index, e);
            boolean again = isWorthAnotherTry(refusal);
            if (tell || !again) {
                events.accept(new NodeEvent.NotRegistered(share, index, refusal, again));
            }
            return !again;
        }
    }

    private static boolean isWorthAnotherTry(NodeRefusal refusal) {
        return switch (refusal.why()) {
            case Why.IndexSaysNo no -> no.isItsFault();
            case Why.IndexUnreachable _ -> true;
            default -> false;
        };
    }
}
