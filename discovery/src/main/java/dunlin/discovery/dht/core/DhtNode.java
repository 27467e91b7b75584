package dunlin.discovery.dht.core;

import dunlin.discovery.dht.core.Lookup.Manner;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import dunlin.protocol.krpc.Question.FindNode;
import dunlin.protocol.krpc.Question.SampleInfohashes;
import dunlin.protocol.krpc.Question.Want;
import dunlin.protocol.krpc.SecureId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node of one DHT (BEP 5): finds and announces peers, and answers others. All times are
 * nanoseconds of one ticker and never fall. Not thread-safe: one caller at a time; listeners are
 * called in the calls in which something becomes known, and may call the node again.
 */
public final class DhtNode {
    /**
     * Longest packet that is sent, in bytes (BEP 32), but for those with a value (BEP 44), which
     * alone may have a thousand.
     */
    public static final int MAX_PACKET = 1_024;

    private static final int MOST_RECEIVED = 2_048;
    private static final long SELF_LOOKUP = Duration.ofMinutes(20).toNanos();
    private static final long ID_KEPT = Duration.ofMinutes(10).toNanos();
    private static final long WAITED_FOR = Duration.ofSeconds(3).toNanos();
    private static final long TIDIED = Duration.ofMinutes(1).toNanos();

    private final Settings settings;
    private final RandomGenerator random;
    private final Out out;
    private final Calls calls;
    private final PeerStore peers;
    private final ItemStore items;
    private final Responder responder;
    private final Searches searches;
    private final Bootstrap bootstrap;
    private final Upkeep upkeep;
    private final AddressVotes votes = new AddressVotes();

    /** A NAT may hide some dozen nodes; a node asks another a few times a minute. */
    private final Limiter questions = new Limiter(25, 200, 80);

    private final List<Announces> sweeps = new ArrayList<>(1);
    private RoutingTable table;
    private @Nullable DhtNode beside;
    private @Nullable Lookup selfLookup;
    private long selfLookupDue = Long.MAX_VALUE;
    private long idSince = Long.MIN_VALUE;
    private long joined;
    private long tidied;
    private boolean ready;
    private boolean readOnly;
    private long now;
    private long served;
    private long refused;
    private long dropped;

    /**
     * @param id of an earlier life, or a random one
     * @param random makes ids, tokens and transaction ids, so it must be fit for secrets outside of
     *     simulations
     */
    public DhtNode(
            Settings settings, NodeId id, RandomGenerator random, Signatures signatures, Out out) {
        this.settings = settings;
        this.random = random;
        this.out = out;
        this.table = new RoutingTable(id, settings);
        this.readOnly = settings.readOnly();
        this.calls = new Calls(random, settings.readOnly(), table, out);
        this.peers = new PeerStore(id);
        this.items = new ItemStore(id, signatures);
        this.responder = new Responder(settings, random, table, peers, items);
        this.searches = new Searches(settings, signatures, calls, table, this::isEntering);
        this.bootstrap = new Bootstrap(calls, random, this::entered);
        this.upkeep = new Upkeep(calls, random);
    }

    /**
     * Enters by nodes that may be there, whose ids nobody knows: those saved, the well-known ones,
     * those that a torrent names. May be called again when more are known; until somebody answers
     * they are asked again now and then.
     */
    public void join(Collection<PeerAddress> known, long now) {
        this.now = now;
        bootstrap.add(known.stream().filter(this::isOurs).toList(), now);
        joined = now;
        tick(now);
    }

    private boolean isOurs(PeerAddress address) {
        return Family.of(address) == settings.family() && address.port() != 0;
    }

    /** Somebody by whom we enter named nodes near to us. */
    private void entered(List<NodeInfo> named) {
        if (selfLookup == null) {
            lookForOurselves();
        }
        if (selfLookup != null) {
            selfLookup.hear(named, now);
        }
    }

    private void lookForOurselves() {
        selfLookupDue = now + SELF_LOOKUP;
        Lookup.Visitor visitor =
                new Lookup.Visitor() {
                    @Override
                    public void answered(Candidate from, Answer answer, long at) {}

                    @Override
                    public void over(Lookup lookup, long at) {
                        selfLookup = null;
                        ready = table.size() > 0;
                    }
                };
        Want want = beside == null ? Want.UNSAID : Want.BOTH;
        Lookup lookup = searches.atOnce(table.own(), new FindNode(table.own(), want), visitor);
        selfLookup = lookup;
        lookup.start(now);
    }

    /** A node may be there, as a PORT message says: it is asked. */
    public void learn(PeerAddress node, long now) {
        this.now = now;
        if (isOurs(node) && !calls.isFull() && !calls.isAwaited(node)) {
            calls.ping(node, null, now);
        }
    }

    /**
     * Has the node of the other family beside it (BEP 32): each names the other's nodes to those
     * who want them, and tells it of nodes of its family that it hears of. Once, before all else,
     * on one of the two.
     */
    public void pairWith(DhtNode other) {
        beside = other;
        other.beside = this;
        responder.useOther(() -> Optional.of(other.table));
        other.responder.useOther(() -> Optional.of(table));
    }

    /**
     * If it was read-only it is so no longer (BEP 43): its neighbours hear of it by its questions.
     */
    public void letOthersAsk(long now) {
        if (readOnly) {
            readOnly = false;
            calls.letOthersAsk();
            selfLookupDue = Math.min(selfLookupDue, now);
        }
    }

    /** A packet came. @param packet not kept */
    public void received(byte[] packet, PeerAddress from, long now) {
        this.now = now;
        boolean awaited = calls.isAwaited(from);
        if (packet.length > MOST_RECEIVED || !isOurs(from) || (!awaited && !mayAsk(from))) {
            dropped++;
            return;
        }
        try {
            switch (Krpc.parse(packet)) {
                case Krpc.Query query -> {
                    if (readOnly || (awaited && !mayAsk(from))) {
                        dropped++;
                    } else {
                        serve(query, packet.length, from);
                    }
                }
                case Krpc.BadQuery bad -> {
                    if (readOnly) {
                        dropped++;
                    } else {
                        refused++;
                        send(
                                new Krpc.Failure(
                                        bad.transaction(),
                                        Krpc.PROTOCOL,
                                        bad.reason(),
                                        Optional.of(from)),
                                from);
                    }
                }
                case Krpc.Response response -> heard(response, from);
                case Krpc.Failure failure -> dropped += calls.refused(failure, from, now) ? 0 : 1;
            }
        } catch (ProtocolException _) {
            dropped++;
        }
        searches.goOn(now);
    }

    private boolean mayAsk(PeerAddress from) {
        return questions.take(Hosts.host(from), 1, now);
    }

    private void serve(Krpc.Query query, int size, PeerAddress from) {
        if (query.id().equals(table.own())) {
            dropped++; // ourselves, or somebody who is not worth the trouble
            return;
        }
        Krpc answer = responder.answer(query, size, from, now);
        boolean refusal = answer instanceof Krpc.Failure;
        refused += refusal ? 1 : 0;
        served += refusal ? 0 : 1;
        send(answer, from);
        if (!query.readOnly()) {
            table.asked(new NodeInfo(query.id(), from), now);
            upkeep.hurry(now);
        }
    }

    private void send(Krpc message, PeerAddress to) {
        out.send(message.encode(), to);
    }

    private void heard(Krpc.Response response, PeerAddress from) {
        if (!calls.answered(response, from, now)) {
            dropped++;
            return;
        }
        response.yourAddress()
                .filter(it -> Family.of(it) == settings.family())
                .filter(it -> votes.add(from, it))
                .ifPresent(_ -> takeFittingId());
        DhtNode other = beside;
        if (other != null) {
            boolean local = Hosts.isLocal(from);
            response.answer().nodes(other.settings.family()).stream()
                    .limit(settings.k())
                    .filter(it -> local || !Hosts.isLocal(it.address()))
                    .filter(other.table::hasRoomFor)
                    .forEach(it -> other.table.mayBe(it, now));
        }
    }

    /** BEP 42: an id that does not follow from the own address is not good for much. */
    private void takeFittingId() {
        PeerAddress address = votes.elected().orElseThrow();
        boolean kept = idSince != Long.MIN_VALUE && now - idSince < ID_KEPT;
        if (kept || Hosts.isFitting(new NodeInfo(table.own(), address))) {
            return;
        }
        idSince = now;
        RoutingTable before = table;
        table = new RoutingTable(SecureId.of(address, random), settings);
        before.byAge().forEach(it -> table.adopt(it, now));
        calls.useTable(table);
        searches.useTable(table);
        responder.useTable(table);
        peers.moveTo(table.own());
        items.moveTo(table.own());
        selfLookupDue = now;
    }

    /** Looks for the peers of a swarm. */
    public Running findPeers(InfoHash hash, PeersWanted wanted, Found found, long now) {
        this.now = now;
        return search(hash, wanted, Optional.empty(), Manner.QUICK, found);
    }

    /**
     * Announces a peer, and tells those that it meets on the way. Done as soon as most of the
     * closest nodes have stored it; the others are told still.
     */
    public Running announce(Announcement announcement, Found found, long now) {
        return announce(announcement, Manner.QUICK, found, now);
    }

    private Running announce(Announcement announcement, Manner manner, Found found, long now) {
        this.now = now;
        PeersWanted wanted = new PeersWanted(announcement.seed(), false);
        Optional<Announcement> announced = Optional.of(announcement);
        return search(announcement.hash(), wanted, announced, manner, found);
    }

    private Running search(
            InfoHash hash,
            PeersWanted wanted,
            Optional<Announcement> announcement,
            Manner manner,
            Found found) {
        List<PeerAddress> here =
                peers.some(hash, PeerStore.MOST_OF_A_SWARM, wanted.noSeeds(), random);
        return searches.peers(hash, here, wanted, announcement, manner, found, now);
    }

    /**
     * Announces many, in the order of their places, so that each lookup begins where the one before
     * it ended.
     *
     * @param listener told of each in turn: whom to tell of its peers
     * @param nanos in which time to be through, if it can be done in good manners
     */
    public Running announceAll(
            Collection<Announcement> all, Announced listener, long nanos, long now) {
        this.now = now;
        // In a small network each share is everybody's: none is asked more than some times a
        // second.
        long least = table.size() < 64 ? 400_000_000L : 20_000_000L;
        long gap = Math.max(least, nanos / Math.max(1, all.size()));
        Announces sweep =
                new Announces(
                        all,
                        listener,
                        gap,
                        (it, found, at) -> announce(it, Manner.THRIFTY, found, at),
                        now);
        sweeps.add(sweep);
        searches.goOn(now);
        return sweep;
    }

    /** Who hears of the announcements of a sweep. */
    @FunctionalInterface
    public interface Announced {
        /** Whom to tell of the peers of one that is looked for now. */
        Found begins(Announcement announcement);
    }

    /**
     * What is asked for beside addresses.
     *
     * @param noSeeds no complete peers, please
     * @param scrape how many there are
     */
    public record PeersWanted(boolean noSeeds, boolean scrape) {
        public static final PeersWanted ALL = new PeersWanted(false, false);
    }

    /** Looks for an immutable value (BEP 44): ends with the first whose hash is its target. */
    public Running getItem(NodeId target, Consumer<Optional<Item>> found, long now) {
        this.now = now;
        return item(target, Optional.empty(), Opaque.EMPTY, found);
    }

    /**
     * Looks for the value of a key (BEP 44): ends with the newest of those that the closest nodes
     * have and the key has signed.
     */
    public Running getItem(PeerKey key, Opaque salt, Consumer<Optional<Item>> found, long now) {
        this.now = now;
        return item(Item.target(key, salt), Optional.of(key), salt, found);
    }

    private Running item(
            NodeId target, Optional<PeerKey> key, Opaque salt, Consumer<Optional<Item>> found) {
        return searches.item(target, key, salt, items.get(target), found, now);
    }

    /**
     * Stores a value at the nodes closest to its target (BEP 44).
     *
     * @param expected the sequence number that the value stored now must have
     * @param done told as soon as most have stored it, or all have been asked
     */
    public Running putItem(Item item, OptionalLong expected, Consumer<Put> done, long now) {
        this.now = now;
        return searches.put(item, expected, done, now);
    }

    /**
     * How storing a value went.
     *
     * @param stores how many nodes have it
     * @param refused how many have another: an expected one is not there, or a newer one is
     */
    public record Put(int stores, int refused) {}

    /** Asks one node for some of the info-hashes that it stores peers of (BEP 51). */
    public void sample(
            PeerAddress node, NodeId target, Consumer<Optional<Answer>> answered, long now) {
        this.now = now;
        calls.ask(
                node,
                null,
                new SampleInfohashes(target, Want.UNSAID),
                new Call.Waiter() {
                    @Override
                    public void answered(Answer answer, long at) {
                        answered.accept(Optional.of(answer));
                    }

                    @Override
                    public void failed(long at) {
                        answered.accept(Optional.empty());
                    }
                },
                now);
    }

    /** A lookup that starts from somewhere waits for that, if it is going to be known soon. */
    private boolean isEntering() {
        boolean asking = selfLookup != null || bootstrap.isAsking();
        return !ready && asking && now - joined < WAITED_FOR;
    }

    /**
     * Does what is due.
     *
     * @return for how many nanoseconds nothing will be due, at least 1, unless something is asked
     *     or comes
     */
    public long tick(long now) {
        this.now = now;
        calls.tick(now);
        long due = now + TIDIED;
        due = Math.min(due, bootstrap.tick(table.own(), table.size() > 0, beside != null, now));
        due = Math.min(due, upkeep.tick(table, now));
        if (selfLookup == null && table.size() > 0 && (!ready || selfLookupDue - now <= 0)) {
            lookForOurselves();
        }
        for (Announces sweep : List.copyOf(sweeps)) {
            due = Math.min(due, sweep.tick(now));
        }
        sweeps.removeIf(Announces::isOver);
        due = Math.min(due, searches.tick(now));
        if (now - tidied >= TIDIED) {
            tidied = now;
            peers.expire(now);
            items.expire(now);
            questions.tidy(now);
            responder.tidy(now);
        }
        due = Math.min(due, calls.tick(now));
        return Math.max(1, due - now);
    }

    /** Its id, which changes when it learns that another fits its address (BEP 42). */
    public NodeId id() {
        return table.own();
    }

    /** Its address as others see it, once enough of them say the same. */
    public Optional<PeerAddress> externalAddress() {
        return votes.elected();
    }

    /** Nodes to enter by the next time, those that have been there longest first. */
    public List<NodeInfo> saved(int most) {
        return table.byAge().stream()
                .filter(it -> it.failures() == 0)
                .limit(most)
                .map(Contact::node)
                .toList();
    }

    /** Whether it has looked for its own neighbours, so that lookups start from somewhere. */
    public boolean isReady() {
        return ready;
    }

    public Statistics statistics() {
        return new Statistics(
                table.size(),
                table.probation(),
                table.estimate(),
                searches.size(),
                calls.asked(),
                calls.answeredSoFar(),
                served,
                refused,
                dropped,
                peers.size(),
                items.size());
    }
}
