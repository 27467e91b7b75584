package dunlin.discovery.dht.core;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Bloom;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import dunlin.protocol.krpc.Question;
import dunlin.protocol.krpc.Question.Want;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Answers others. Who asks may write any sender on a packet: so all that goes beyond nodes and a
 * token (peers, filters, values, samples) goes to addresses that have proved to be there, by
 * answering us or by a token, and to others as far as a small allowance reaches: 2 KB a second for
 * a host, 64 KB for all.
 */
final class Responder {
    private static final int MOST_VALUES = 100;
    private static final int MOST_SAMPLES = 20;
    private static final long RESAMPLED = Duration.ofMinutes(5).toNanos();

    /** What a packet takes beside nodes and values: id, token, address, keys. */
    private static final int FRAME = 150;

    private static final int FILTERS = 2 * Bloom.LENGTH + 24;

    private final Settings settings;
    private final RandomGenerator random;
    private final Tokens tokens;
    private final PeerStore peers;
    private final ItemStore items;
    private final Limiter allowance = new Limiter(1_024, 4_096, 64);
    private RoutingTable table;
    private Supplier<Optional<RoutingTable>> other = Optional::empty;
    private List<InfoHash> sample = List.of();
    private long sampled = Long.MIN_VALUE;

    Responder(
            Settings settings,
            RandomGenerator random,
            RoutingTable table,
            PeerStore peers,
            ItemStore items) {
        this.settings = settings;
        this.random = random;
        this.tokens = new Tokens(random);
        this.table = table;
        this.peers = peers;
        this.items = items;
    }

    void useTable(RoutingTable table) {
        this.table = table;
    }

    /** The table of the other family's node. */
    void useOther(Supplier<Optional<RoutingTable>> other) {
        this.other = other;
    }

    /** The answer to a query. @param size of the query, in bytes */
    Krpc answer(Krpc.Query query, int size, PeerAddress from, long now) {
        Asker asker = new Asker(query, size, from, now);
        Answer plain = Answer.of(table.own());
        return switch (query.question()) {
            case Question.Ping _ -> asker.says(plain);
            case Question.FindNode ask -> asker.says(near(plain, ask.target(), ask.want(), from));
            case Question.GetPeers ask -> asker.says(peers(ask, asker));
            case Question.AnnouncePeer ask -> announce(ask, asker);
            case Question.Get ask -> asker.says(item(ask, asker));
            case Question.Put ask -> put(ask, asker);
            case Question.SampleInfohashes ask -> asker.says(samples(ask, asker));
            case Question.Unknown ask ->
                    ask.target().isPresent()
                            ? asker.says(near(plain, ask.target().get(), ask.want(), from))
                            : asker.isRefused(Krpc.METHOD_UNKNOWN, "no such query");
        };
    }

    /** Who asks. */
    private final class Asker {
        private final Krpc.Query query;
        private final int size;
        private final PeerAddress from;
        private final long now;
        private final boolean proved;

        Asker(Krpc.Query query, int size, PeerAddress from, long now) {
            this.query = query;
            this.size = size;
            this.from = from;
            this.now = now;
            this.proved = table.find(new NodeInfo(query.id(), from)).isPresent();
        }

        Krpc says(Answer answer) {
            return new Krpc.Response(query.transaction(), answer, Optional.of(from));
        }

        Krpc isRefused(int code, String text) {
            return new Krpc.Failure(query.transaction(), code, text, Optional.of(from));
        }

        int frame() {
            return FRAME + query.transaction().length();
        }

        /** Whether so many bytes more may go to where the question seems to come from. */
        boolean mayHave(int bytes) {
            return proved || bytes <= size || allowance.take(Hosts.host(from), bytes, now);
        }
    }

    private Answer near(Answer answer, NodeId target, Want want, PeerAddress from) {
        Family family = settings.family();
        boolean unsaid = !want.ipv4() && !want.ipv6();
        boolean own = unsaid || (family == Family.IPV4 ? want.ipv4() : want.ipv6());
        boolean others = family == Family.IPV4 ? want.ipv6() : want.ipv4();
        Answer named = own ? answer.withNodes(family, near(table, target, from)) : answer;
        Optional<RoutingTable> beside = others ? other.get() : Optional.empty();
        if (beside.isPresent()) {
            Family theirs = family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
            return named.withNodes(theirs, near(beside.get(), target, from));
        }
        return named;
    }

    /** Whoever is out there is not told of addresses in here. */
    private List<NodeInfo> near(RoutingTable from, NodeId target, PeerAddress asker) {
        boolean local = Hosts.isLocal(asker);
        return from.closest(target, settings.k()).stream()
                .map(Contact::node)
                .filter(it -> !it.address().equals(asker))
                .filter(it -> local || !Hosts.isLocal(it.address()))
                .toList();
    }

    private Answer peers(Question.GetPeers ask, Asker asker) {
        InfoHash hash = ask.hash();
        NodeId target = NodeId.of(hash);
        boolean filters = ask.scrape() && peers.has(hash) && asker.mayHave(FILTERS);
        // Beside filters there is room for the nodes that are mandatory (BEP 33).
        Want want = filters ? Want.UNSAID : ask.want();
        Answer answer = near(Answer.of(table.own()), target, want, asker.from);
        int used = asker.frame() + nodeBytes(answer);
        if (peers.hasRoomFor(hash)) {
            answer = answer.withToken(tokens.token(asker.from, target, asker.now));
        }
        if (!peers.has(hash)) {
            return answer;
        }
        if (filters) {
            answer = answer.withFilters(peers.filter(hash, true), peers.filter(hash, false));
            used += FILTERS;
        }
        int each = settings.family().addressLength() + 2 + 3;
        int most = Math.min(MOST_VALUES, (DhtNode.MAX_PACKET - used) / each);
        boolean local = Hosts.isLocal(asker.from);
        List<PeerAddress> values =
                peers.some(hash, most, ask.noSeeds(), random).stream()
                        .filter(it -> local || !Hosts.isLocal(it))
                        .toList();
        return !values.isEmpty() && asker.mayHave(values.size() * each)
                ? answer.withValues(values)
                : answer;
    }

    private static int nodeBytes(Answer answer) {
        return answer.nodes(Family.IPV4).size() * 26 + answer.nodes(Family.IPV6).size() * 38;
    }

    private Krpc announce(Question.AnnouncePeer ask, Asker asker) {
        if (!tokens.isValid(ask.token(), asker.from, NodeId.of(ask.hash()), asker.now)) {
            return asker.isRefused(Krpc.PROTOCOL, "bad token");
        }
        int port = ask.impliedPort() ? asker.from.port() : ask.port();
        boolean stored = peers.add(ask.hash(), asker.from.withPort(port), ask.seed(), asker.now);
        return stored
                ? asker.says(Answer.of(table.own()))
                : asker.isRefused(Krpc.SERVER, "no room");
    }

    private Answer item(Question.Get ask, Asker asker) {
        Answer answer =
                near(Answer.of(table.own()), ask.target(), ask.want(), asker.from)
                        .withToken(tokens.token(asker.from, ask.target(), asker.now));
        Optional<Item> stored = items.get(ask.target());
        if (stored.isEmpty()) {
            return answer;
        }
        Item item = stored.get();
        if (item.signed().isPresent()) {
            long sequence = item.signed().get().sequence();
            boolean known = ask.newerThan().isPresent() && ask.newerThan().getAsLong() >= sequence;
            if (known || !asker.mayHave(item.value().length() + 130)) {
                return answer.withSequence(sequence);
            }
        } else if (!asker.mayHave(item.value().length())) {
            return answer;
        }
        // A long value leaves no room for nodes: who has it needs them no more.
        boolean fits =
                asker.frame() + 130 + nodeBytes(answer) + item.value().length()
                        <= DhtNode.MAX_PACKET;
        return (fits
                        ? answer
                        : Answer.of(table.own()).withToken(answer.token().orElse(Opaque.EMPTY)))
                .withItem(item);
    }

    private Krpc put(Question.Put ask, Asker asker) {
        Item item = ask.item();
        if (!tokens.isValid(ask.token(), asker.from, item.target(), asker.now)) {
            return asker.isRefused(Krpc.PROTOCOL, "bad token");
        }
        int code = items.put(item, ask.expected(), asker.from, asker.now);
        return code == ItemStore.STORED
                ? asker.says(Answer.of(table.own()))
                : asker.isRefused(code, reason(code));
    }

    private static String reason(int code) {
        return switch (code) {
            case Krpc.VALUE_TOO_LONG -> "value too long";
            case Krpc.BAD_SIGNATURE -> "bad signature";
            case Krpc.SALT_TOO_LONG -> "salt too long";
            case Krpc.EXPECTED_ANOTHER -> "another one is stored";
            case Krpc.SEQUENCE_TOO_LOW -> "sequence number too low";
            default -> "no room";
        };
    }

    private Answer samples(Question.SampleInfohashes ask, Asker asker) {
        if (sampled == Long.MIN_VALUE || asker.now - sampled >= RESAMPLED) {
            sampled = asker.now;
            sample = peers.sample(MOST_SAMPLES, random);
        }
        boolean granted = asker.mayHave(sample.size() * InfoHash.LENGTH);
        int interval = (int) Duration.ofNanos(RESAMPLED).toSeconds();
        // Beside samples there is no room for nodes of both families.
        return near(Answer.of(table.own()), ask.target(), Want.UNSAID, asker.from)
                .withSamples(
                        new Answer.Samples(granted ? sample : List.of(), interval, peers.swarms()));
    }

    void tidy(long now) {
        allowance.tidy(now);
    }
}
