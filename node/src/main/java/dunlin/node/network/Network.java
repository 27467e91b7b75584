package dunlin.node.network;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.Ticker;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareStatus;
import dunlin.node.engine.Engine;
import dunlin.node.engine.NodeConfig;
import dunlin.overlay.Overlay;
import dunlin.overlay.OverlayConfig;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.NetworkId;
import java.time.Duration;
import java.time.InstantSource;
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
        overlay.show(Shelf.of(shares.get()));
        return LOOK_AGAIN_NANOS;
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

    /** Ways to search it. */
    public List<Searching.Source> sources() {
        return List.of(new OverlaySource(this));
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
            last.close();
        }
    }
}
