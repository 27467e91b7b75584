package dunlin.node.network;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.dht.Dht;
import dunlin.discovery.dht.Keywords;
import dunlin.net.Ticker;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareStatus;
import dunlin.node.engine.Engine;
import dunlin.node.engine.NodeConfig;
import dunlin.overlay.Overlay;
import dunlin.overlay.OverlayConfig;
import dunlin.overlay.ShownShare;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.NetworkId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.search.Words;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This peer's part in the network of named peers. It costs nothing before it is asked for: then it
 * is a visitor, which asks and has no part in it, under a key that nobody sees again; or a member
 * under the peer's own key, once it has joined. Thread-safe.
 */
public final class Network implements AutoCloseable {
    private static final long LOOK_AGAIN_NANOS = Duration.ofMinutes(5).toNanos();
    private static final String VISITOR = "visitor";
    private static final String NAMELESS = "peer";

    private final NodeConfig config;
    private final String name;
    private final NetworkId id;
    private final Engine engine;
    private final Supplier<? extends Collection<ShareStatus>> shares;
    private final MembersFile members;
    private final ShownNames names = new ShownNames();

    @GuardedBy("this")
    private @Nullable Presence present;

    @GuardedBy("this")
    private Optional<Ticker.Loop> shown = Optional.empty();

    @GuardedBy("this")
    private boolean closed;

    /** The overlay, and who finds others for it. */
    private record Presence(Overlay overlay, Joining joining, boolean visitor) {
        void close() {
            joining.close();
            overlay.close();
        }
    }

    /**
     * @param name of the network
     * @param shares what this peer holds
     */
    public Network(
            NodeConfig config,
            String name,
            Engine engine,
            Supplier<? extends Collection<ShareStatus>> shares) {
        this.config = config;
        this.name = name;
        this.id = NetworkId.of(name);
        this.engine = engine;
        this.shares = shares;
        this.members = new MembersFile(config.state(), id.infoHash().toString().substring(0, 16));
    }

    /** Is a member from now on. Waits for nobody. */
    public synchronized void join() throws NodeRefusal {
        if (present == null || present.visitor()) {
            Presence before = present;
            present = begin(false);
            if (before != null) {
                before.close();
            }
            shown = Optional.of(Ticker.SYSTEM.loop("shown shares", _ -> show()));
        }
    }

    /** What this peer shares may have changed; others are told soon. */
    public synchronized void sharesChanged() {
        shown.ifPresent(Ticker.Loop::wake);
    }

    private long show() {
        Overlay overlay;
        synchronized (this) {
            if (closed || present == null) {
                return Ticker.Step.END;
            }
            overlay = present.overlay();
        }
        List<ShownShare> shelf = Shelf.of(shares.get());
        overlay.show(shelf);
        engine.dht().ifPresent(dht -> announceWords(shelf, overlay, dht));
        return LOOK_AGAIN_NANOS;
    }

    /** Under the words of what everybody may find, so that strangers ask here. */
    private void announceWords(List<ShownShare> shelf, Overlay overlay, Dht dht) {
        List<InfoHash> hashes =
                Keywords.toAnnounce(
                                shelf.stream()
                                        .filter(share -> !share.membersOnly())
                                        .map(share -> Words.toFind(share.entry().name()))
                                        .toList())
                        .stream()
                        .map(Keywords::hash)
                        .toList();
        overlay.strangers().lead(engine.door(), hashes);
        dht.keepAnnounced(hashes);
    }

    NetworkId id() {
        return id;
    }

    /** What a member is shown as, among all that were seen. */
    String shown(CardHead head) {
        synchronized (names) {
            names.add(head.key(), head.name());
            return names.of(head.key(), head.name());
        }
    }

    /** What a sharer says of a share, as an index would list it. */
    Hit hit(SharedEntry entry, CardHead sharer) {
        String by = shown(sharer);
        InetSocketAddress address = sharer.address().socketAddress();
        Instant since = Instant.ofEpochMilli(entry.since());
        Listing listing =
                new Listing(
                        entry.id(),
                        entry.name(),
                        entry.size(),
                        entry.files(),
                        Optional.of(Links.magnet(entry, List.of(address)).toString()),
                        Note.NONE,
                        Optional.of(sharer.key()),
                        by,
                        since);
        return new Hit(
                new LiveListing(listing, 1, 0, false),
                List.of(new ListedPeer(by, address, true, since, false)));
    }

    /** Whether that is where this peer listens. */
    boolean isOurs(PeerAddress address) {
        return address.equals(PeerAddress.of(engine.address()));
    }

    /** Ways to search it. */
    public List<Searching.Source> sources() {
        List<Searching.Source> sources = new ArrayList<>(List.of(new OverlaySource(this)));
        engine.dht().ifPresent(dht -> sources.add(new KeywordSource(this, dht)));
        return sources;
    }

    /**
     * The overlay, with somebody to ask. Blocks until then.
     *
     * @throws NodeRefusal if nobody of the network is reached
     */
    Overlay awaitCompany(Duration patience) throws NodeRefusal, InterruptedException {
        Presence here = present();
        if (!here.overlay().awaitCompany(patience, here.joining()::isOver)) {
            throw new NodeRefusal(new Why.NobodyInNetwork(name));
        }
        return here.overlay();
    }

    /** The overlay, whoever is there. */
    Overlay overlay() throws NodeRefusal {
        return present().overlay();
    }

    private synchronized Presence present() throws NodeRefusal {
        if (present == null) {
            present = begin(true);
        }
        return present;
    }

    @GuardedBy("this")
    private Presence begin(boolean visitor) throws NodeRefusal {
        if (closed) {
            throw new NodeRefusal(new Why.Closing());
        }
        RandomGenerator random = RandomGenerator.of("SecureRandom");
        Overlay overlay =
                Overlay.start(
                        new OverlayConfig(
                                id,
                                engine.peerId(),
                                visitor ? PeerKeyPair.random(random) : engine.keys(),
                                visitor ? VISITOR : ownName(),
                                visitor,
                                PeerAddress.of(engine.address()),
                                engine.dialer(),
                                Ticker.SYSTEM,
                                InstantSource.system(),
                                random));
        if (!visitor) {
            engine.door().lead(id.infoHash(), overlay);
        }
        Joining joining = new Joining(config, overlay, visitor);
        Collection<PeerAddress> remembered = members.read();
        Thread.ofVirtual() // a name server may be slow
                .name("joining " + name)
                .start(() -> joining.start(id.infoHash(), engine, remembered));
        return new Presence(overlay, joining, visitor);
    }

    private String ownName() {
        try {
            return PeerName.check(config.name());
        } catch (ProtocolException _) {
            return NAMELESS; // what is against the rule, others would not hear
        }
    }

    /** Says goodbye, and remembers who was met. */
    @Override
    public void close() {
        Presence last;
        synchronized (this) {
            closed = true;
            last = present;
            present = null;
            shown.ifPresent(Ticker.Loop::close);
        }
        if (last != null) {
            Collection<PeerAddress> met = last.overlay().met();
            if (!met.isEmpty()) {
                members.write(met);
            }
            engine.door().turnAway(id.infoHash(), last.overlay());
            last.overlay().strangers().lead(engine.door(), List.of());
            engine.dht().ifPresent(dht -> dht.keepAnnounced(List.of()));
            last.close();
        }
    }
}
