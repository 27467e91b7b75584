package dunlin.discovery.dht.core;

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
import dunlin.protocol.krpc.Question;
import dunlin.protocol.krpc.Question.FindNode;
import dunlin.protocol.krpc.Question.Get;
import dunlin.protocol.krpc.Question.GetPeers;
import dunlin.protocol.krpc.Question.SampleInfohashes;
import dunlin.protocol.krpc.Question.Want;
import dunlin.protocol.krpc.SecureId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
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
    private static final int MOST_LOOKUPS = 16;
    private static final long SELF_LOOKUP = Duration.ofMinutes(20).toNanos();
    private static final long ID_KEPT = Duration.ofMinutes(10).toNanos();
    private static final long WAITED_FOR = Duration.ofSeconds(3).toNanos();
    private static final long TIDIED = Duration.ofMinutes(1).toNanos();

    private final Settings settings;
    private final RandomGenerator random;
    private final Signatures signatures;
    private final Out out;
    private final Calls calls;
    private final RecentNodes recent = new RecentNodes();
    private final PeerStore peers;
    private final ItemStore items;
    private final Responder responder;
    private final Bootstrap bootstrap;
    private final Upkeep upkeep;
    private final AddressVotes votes = new AddressVotes();

    /** A NAT may hide some dozen nodes; a node asks another a few times a minute. */
    private final Limiter questions = new Limiter(25, 200, 80);

    private final List<Lookup> running = new ArrayList<>();
    private final Deque<Lookup> waiting = new ArrayDeque<>(2);
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
        this.signatures = signatures;
        this.out = out;
        this.table = new RoutingTable(id, settings);
        this.readOnly = settings.readOnly();
        this.calls = new Calls(random, settings.readOnly(), table, out);
        this.peers = new PeerStore(id);
        this.items = new ItemStore(id, signatures);
        this.responder = new Responder(settings, random, table, peers, items);
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
        Lookup lookup = lookup(table.own(), new FindNode(table.own(), want()), false, visitor);
        selfLookup = lookup;
        running.add(lookup);
        lookup.start(now);
    }

    private Want want() {
        return beside == null ? Want.UNSAID : Want.BOTH;
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
        goOn();
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
        responder.useTable(table);
        peers.moveTo(table.own());
        items.moveTo(table.own());
        selfLookupDue = now;
    }

    /** Looks for the peers of a swarm. */
    public Running findPeers(InfoHash hash, PeersWanted wanted, Found found, long now) {
        this.now = now;
        return searchPeers(hash, wanted, Optional.empty(), found);
    }

    /**
     * Announces a peer, and tells those that it meets on the way. Done as soon as most of the
     * closest nodes have stored it; the others are told still.
     */
    public Running announce(Announcement announcement, Found found, long now) {
        this.now = now;
        PeersWanted wanted = new PeersWanted(announcement.seed(), false);
        return searchPeers(announcement.hash(), wanted, Optional.of(announcement), found);
    }

    private Running searchPeers(
            InfoHash hash, PeersWanted wanted, Optional<Announcement> announcement, Found found) {
        PeerSearch search = new PeerSearch(found, announcement, calls);
        GetPeers question = new GetPeers(hash, Want.UNSAID, wanted.noSeeds(), wanted.scrape());
        Lookup lookup = begin(lookup(NodeId.of(hash), question, true, search));
        return () -> {
            search.cancel();
            end(lookup);
        };
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
        Announces sweep = new Announces(all, listener, gap, this::announce, now);
        sweeps.add(sweep);
        goOn();
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
        return getItem(target, Optional.empty(), Opaque.EMPTY, found, now);
    }

    /**
     * Looks for the value of a key (BEP 44): ends with the newest of those that the closest nodes
     * have and the key has signed.
     */
    public Running getItem(PeerKey key, Opaque salt, Consumer<Optional<Item>> found, long now) {
        return getItem(Item.target(key, salt), Optional.of(key), salt, found, now);
    }

    private Running getItem(
            NodeId target,
            Optional<PeerKey> key,
            Opaque salt,
            Consumer<Optional<Item>> found,
            long now) {
        this.now = now;
        List<Lookup> mine = new ArrayList<>(1);
        Runnable enough = () -> mine.forEach(Lookup::cancel);
        ItemSearch search = new ItemSearch(target, key, salt, signatures, found, enough);
        Get question = new Get(target, Want.UNSAID, OptionalLong.empty());
        Lookup lookup = lookup(target, question, true, search);
        mine.add(lookup);
        begin(lookup);
        return () -> {
            search.cancel();
            end(lookup);
        };
    }

    /**
     * Stores a value at the nodes closest to its target (BEP 44).
     *
     * @param expected the sequence number that the value stored now must have
     * @param done told as soon as most have stored it, or all have been asked
     */
    public Running putItem(Item item, OptionalLong expected, Consumer<Put> done, long now) {
        this.now = now;
        ItemPut put = new ItemPut(item, expected, done, calls);
        // Who has it says so by its number alone: nothing is older than zero.
        Get question = new Get(item.target(), Want.UNSAID, OptionalLong.of(Long.MAX_VALUE));
        Lookup lookup = begin(lookup(item.target(), question, true, put));
        return () -> {
            put.cancel();
            end(lookup);
        };
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

    private Lookup lookup(
            NodeId target, Question question, boolean thorough, Lookup.Visitor visitor) {
        return new Lookup(target, question, thorough, settings, calls, table, recent, visitor);
    }

    private Lookup begin(Lookup lookup) {
        waiting.addLast(lookup);
        goOn();
        return lookup;
    }

    private void end(Lookup lookup) {
        lookup.cancel();
        waiting.remove(lookup);
        running.remove(lookup);
    }

    /** Begins what may begin. A lookup starts from somewhere, if that is going to be known soon. */
    private void goOn() {
        running.removeIf(Lookup::isOver);
        boolean asking = selfLookup != null || bootstrap.isAsking();
        boolean entering = !ready && asking && now - joined < WAITED_FOR;
        boolean somewhere = table.size() >= settings.k() || !entering;
        while (somewhere && running.size() < MOST_LOOKUPS && !waiting.isEmpty()) {
            Lookup next = waiting.removeFirst();
            running.add(next);
            next.start(now);
            running.removeIf(Lookup::isOver);
        }
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
        for (Lookup lookup : List.copyOf(running)) {
            if (lookup.due() - now <= 0) {
                lookup.step(now);
            }
        }
        for (Announces sweep : List.copyOf(sweeps)) {
            due = Math.min(due, sweep.tick(now));
        }
        sweeps.removeIf(Announces::isOver);
        goOn();
        for (Lookup lookup : running) {
            due = Math.min(due, lookup.due() - now > 0 ? lookup.due() : Long.MAX_VALUE);
        }
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
                running.size() + waiting.size(),
                calls.asked(),
                calls.answeredSoFar(),
                served,
                refused,
                dropped,
                peers.size(),
                items.size());
    }
}
