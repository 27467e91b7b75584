package dunlin.discovery.dht;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.discovery.dht.core.DhtNode;
import dunlin.discovery.dht.core.Found;
import dunlin.discovery.dht.core.Running;
import dunlin.discovery.dht.core.Settings;
import dunlin.discovery.dht.core.Signatures;
import dunlin.net.NameLookup;
import dunlin.net.Ticker;
import dunlin.net.udp.PacketPort;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.Opaque;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * A peer's part in the distributed hash table. Thread-safe.
 *
 * <p>The nodes, and all that decides with them, belong to one loop; nobody else touches them, and
 * there is no lock. Packets and wishes are put into queues for it, and listeners are called on it,
 * with no lock held. Queues that strangers fill are bounded: what is too much is lost, as UDP is.
 */
public final class Dht implements AutoCloseable {
    private static final int MAX_PACKETS = 1_024;
    private static final int MAX_LEARNED = 64;

    /** Packets that are heard before it is looked again what else is due. */
    private static final int BATCH = 64;

    private static final long AT_MOST = Duration.ofSeconds(1).toNanos();
    private static final long SILENT_AFTER = Duration.ofSeconds(15).toNanos();
    private static final long REMEMBER_EVERY = Duration.ofMinutes(10).toNanos();

    private record Packet(byte[] bytes, PeerAddress from) {}

    private final PacketPort port;
    private final DhtSettings settings;
    private final Memory memory;
    private final DhtListener listener;
    private final Ticker ticker;
    private final Nodes nodes;
    private final Sweep sweep;
    private final Entrance entrance;
    private final List<Question> waiting = new ArrayList<>();
    private final Map<InfoHash, Sought> keywords = new HashMap<>();
    private final Queue<Packet> packets = new ArrayBlockingQueue<>(MAX_PACKETS);
    private final Queue<PeerAddress> learned = new ArrayBlockingQueue<>(MAX_LEARNED);
    private final Queue<LongConsumer> wishes = new ConcurrentLinkedQueue<>();
    private final PacketPort.Listener ear = this::heard;
    private final LongAdder lost = new LongAdder();
    private volatile Optional<Ticker.Loop> loop = Optional.empty();

    /** Held by a turn of the loop, and by who ends it. */
    private final ReentrantLock turn = new ReentrantLock();

    @GuardedBy("turn")
    private boolean isClosed;

    private volatile DhtStatus status;
    private volatile boolean isSilent;
    private final long begunAt;
    private long sweepAt;
    private long rememberAt;
    private boolean hasEntered;
    private boolean stays;

    private Dht(
            PacketPort port,
            DhtSettings settings,
            Memory memory,
            DhtListener listener,
            Surroundings surroundings) {
        this.port = port;
        this.settings = settings;
        this.memory = memory;
        this.stays = !settings.readOnly();
        this.listener = listener;
        this.ticker = surroundings.ticker();
        this.nodes = new Nodes(nodes(memory, surroundings));
        this.sweep = new Sweep(nodes, settings.peerPort(), surroundings.random());
        this.entrance =
                new Entrance(settings, memory.nodes(), this::join, surroundings.names(), ticker);
        this.begunAt = ticker.nanoTime();
        this.rememberAt = begunAt + REMEMBER_EVERY;
        this.status = status(0);
    }

    /**
     * What a test puts its own in the stead of.
     *
     * @param random fit for secrets
     */
    public record Surroundings(
            Ticker ticker, RandomGenerator random, NameLookup names, Signatures signatures) {
        /** Those of this machine. */
        public static Surroundings usual() {
            return new Surroundings(
                    Ticker.SYSTEM,
                    RandomGenerator.of("SecureRandom"),
                    NameLookup.SYSTEM,
                    Signatures.ED25519);
        }
    }

    /**
     * Begins to take part. Waits for nobody.
     *
     * @param port of the peer; stays open when this is closed
     * @param memory of an earlier life
     */
    public static Dht start(
            PacketPort port,
            DhtSettings settings,
            Memory memory,
            DhtListener listener,
            Surroundings surroundings) {
        Dht dht = new Dht(port, settings, memory, listener, surroundings);
        dht.loop = Optional.of(dht.ticker.loop("dht", dht::step));
        port.lead(PacketPort.Kind.KRPC, dht.ear);
        return dht;
    }

    /** An id of an earlier life is used only where that life has surely ended: on its own port. */
    private Map<Family, DhtNode> nodes(Memory memory, Surroundings surroundings) {
        boolean isOurs = memory.port() == port.address().getPort();
        Map<Family, DhtNode> made = new EnumMap<>(Family.class);
        for (Family family : settings.families()) {
            NodeId id = NodeId.random(surroundings.random());
            made.put(
                    family,
                    new DhtNode(
                            Settings.of(family).withReadOnly(settings.readOnly()),
                            isOurs ? memory.ids().getOrDefault(family, id) : id,
                            surroundings.random(),
                            surroundings.signatures(),
                            (packet, to) -> port.send(ByteBuffer.wrap(packet), to)));
        }
        return made;
    }

    /** Keeps a share announced, and looks for its peers. Must not be asked for a private one. */
    public PeerSource source(InfoHash id, PeerSource.Subscriber subscriber) {
        DhtSource source = new DhtSource(this, subscriber);
        source.start(id);
        return source;
    }

    /**
     * Looks for the peers of a hash once.
     *
     * @param found called on the DHT's thread; is told of the end in any case, but after {@link
     *     Running#cancel} or {@link #close}
     */
    public Running findPeers(InfoHash hash, Found found) {
        Question question = new Question(hash, found);
        soon(_ -> waiting.add(question));
        return () -> soon(_ -> question.cancel());
    }

    /**
     * Looks for an immutable value (BEP 44).
     *
     * @param found told once, on the DHT's thread
     */
    public void getItem(NodeId target, Consumer<Optional<Item>> found) {
        soon(now -> nodes.item((node, each) -> node.getItem(target, each, now), found));
    }

    /**
     * Looks for the newest value that a key has signed (BEP 44).
     *
     * @param found told once, on the DHT's thread
     */
    public void getItem(PeerKey key, Opaque salt, Consumer<Optional<Item>> found) {
        soon(now -> nodes.item((node, each) -> node.getItem(key, salt, each, now), found));
    }

    /**
     * Stores a value (BEP 44), once; it is forgotten within two hours.
     *
     * @param done told once, on the DHT's thread, how many nodes have it
     */
    public void putItem(Item item, IntConsumer done) {
        soon(now -> nodes.put(item, done, now));
    }

    /**
     * Keeps this peer announced under these hashes, and under no other it was told here before.
     * Nobody is looked for there.
     */
    public void keepAnnounced(Collection<InfoHash> hashes) {
        Set<InfoHash> wanted = new HashSet<>(hashes);
        soon(now -> {
            keywords.entrySet()
                    .removeIf(each -> {
                        boolean isGone = !wanted.contains(each.getKey());
                        if (isGone) {
                            sweep.remove(each.getValue());
                        }
                        return isGone;
                    });
            for (InfoHash hash : wanted) {
                if (!keywords.containsKey(hash)) {
                    Sought mere = new MereAnnounce();
                    keywords.put(hash, mere);
                    sweep.add(hash, mere, now);
                }
            }
        });
    }

    /** It is here to stay, even if it began as one that only asks: others may ask it. */
    public void stay() {
        soon(now -> {
            stays = true;
            nodes.letOthersAsk(now);
        });
    }

    /** A peer says that its node is there (BEP 5, PORT). Never blocks; may be forgotten. */
    public void learn(InetSocketAddress node) {
        if (learned.offer(PeerAddress.of(node))) {
            wake();
        }
    }

    /** The UDP port of its nodes, as peers are told it. */
    public int port() {
        return port.address().getPort();
    }

    /** How it stood a moment ago. */
    public DhtStatus status() {
        return status;
    }

    /** Whether nobody answered for so long that nothing is to be hoped for soon. */
    boolean isSilent() {
        return isSilent;
    }

    /** On the loop only. */
    Sweep sweep() {
        return sweep;
    }

    /** Nodes to enter by have become known; on any thread. */
    void join(Collection<PeerAddress> known) {
        soon(now -> nodes.join(known, now));
    }

    /** Has something done on the loop. */
    void soon(LongConsumer wish) {
        wishes.add(wish);
        wake();
    }

    private void wake() {
        loop.ifPresent(Ticker.Loop::wake);
    }

    private void heard(ByteBuffer packet, PeerAddress from) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        if (packets.offer(new Packet(bytes, from))) {
            wake();
        } else {
            lost.increment();
        }
    }

    private long step(long now) {
        turn.lock();
        try {
            return isClosed ? Ticker.Step.END : turn(now);
        } finally {
            turn.unlock();
        }
    }

    private long turn(long now) {
        boolean isMore = hear(now);
        for (LongConsumer wish = wishes.poll(); wish != null; wish = wishes.poll()) {
            wish.accept(now);
            sweepAt = now;
        }
        if (!waiting.isEmpty() && (nodes.knowsAny() || isSilent)) {
            waiting.forEach(question -> question.begin(nodes, now));
            waiting.clear();
        }
        long wait = nodes.tick(now);
        if (now >= sweepAt) {
            sweepAt = now + sweep.step(now);
        }
        wait = Math.min(wait, sweepAt - now);
        wait = Math.min(wait, entrance.step(nodes.knowsAny(), now));
        report(now);
        return isMore ? 1 : Math.clamp(wait, 1, AT_MOST);
    }

    private boolean hear(long now) {
        for (PeerAddress node = learned.poll(); node != null; node = learned.poll()) {
            nodes.learn(node, now);
        }
        for (int i = 0; i < BATCH; i++) {
            Packet packet = packets.poll();
            if (packet == null) {
                return false;
            }
            nodes.received(packet.bytes(), packet.from(), now);
        }
        return true;
    }

    private void report(long now) {
        status = status(lost.sum());
        if (status.isReady() && !hasEntered) {
            hasEntered = true;
            listener.entered(status.nodes());
            remember();
        }
        if (now >= rememberAt) {
            remember();
            rememberAt = now + REMEMBER_EVERY;
        }
        boolean isAlone = status.nodes() == 0;
        if (isAlone
                && !hasEntered
                && !isSilent
                && (entrance.isNowhere() || now - begunAt >= SILENT_AFTER)) {
            isSilent = true;
            listener.silent();
        } else if (!isAlone) {
            isSilent = false;
        }
    }

    private DhtStatus status(long lostPackets) {
        return new DhtStatus(
                nodes.isReady(), nodes.statistics(), nodes.external(), sweep.size(), lostPackets);
    }

    /** Who is here for a short while leaves the place of one that stays as it was. */
    private Memory memory() {
        Memory now = nodes.memory(port());
        return stays ? now : new Memory(memory.port(), memory.ids(), now.nodes());
    }

    /** Beside the loop: a disk may be slow. */
    private void remember() {
        Memory now = memory();
        if (!now.nodes().isEmpty()) {
            ticker.start("dht-memory", () -> listener.remember(now));
        }
    }

    /**
     * Leaves, and has it remembered where it was. Who calls must hold no lock that a listener
     * takes; none is called any more when this returns.
     */
    @Override
    public void close() {
        port.turnAway(PacketPort.Kind.KRPC, ear);
        Memory last;
        turn.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            last = memory();
        } finally {
            turn.unlock();
        }
        loop.ifPresent(Ticker.Loop::close);
        if (!last.nodes().isEmpty()) {
            listener.remember(last);
        }
    }
}
