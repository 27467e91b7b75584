package dunlin.discovery.dht;

import dunlin.discovery.dht.core.Announcement;
import dunlin.discovery.dht.core.DhtNode;
import dunlin.discovery.dht.core.Found;
import dunlin.discovery.dht.core.Running;
import dunlin.discovery.dht.core.Statistics;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A peer's nodes, one for each family, asked as one: who asks hears of the peers of both, and of
 * one end. Guarded by the DHT's loop.
 */
final class Nodes implements Lookups {
    private final Map<Family, DhtNode> nodes;

    Nodes(Map<Family, DhtNode> nodes) {
        this.nodes = new EnumMap<>(nodes);
        DhtNode four = nodes.get(Family.IPV4);
        DhtNode six = nodes.get(Family.IPV6);
        if (four != null && six != null) {
            four.pairWith(six);
        }
    }

    void join(Collection<PeerAddress> known, long now) {
        nodes.forEach((family, node) -> {
            List<PeerAddress> ofFamily =
                    known.stream().filter(it -> Family.of(it) == family).toList();
            if (!ofFamily.isEmpty()) {
                node.join(ofFamily, now);
            }
        });
    }

    void learn(PeerAddress address, long now) {
        DhtNode node = nodes.get(Family.of(address));
        if (node != null) {
            node.learn(address, now);
        }
    }

    void letOthersAsk(long now) {
        nodes.values().forEach(node -> node.letOthersAsk(now));
    }

    void received(byte[] packet, PeerAddress from, long now) {
        DhtNode node = nodes.get(Family.of(from));
        if (node != null) {
            node.received(packet, from, now);
        }
    }

    long tick(long now) {
        long wait = Long.MAX_VALUE;
        for (DhtNode node : nodes.values()) {
            wait = Math.min(wait, node.tick(now));
        }
        return wait;
    }

    @Override
    public boolean knowsAny() {
        return nodes.values().stream().anyMatch(node -> node.statistics().nodes() > 0);
    }

    @Override
    public boolean isReady() {
        return nodes.values().stream().anyMatch(DhtNode::isReady);
    }

    /** Whether none that knows anybody is still looking for its place. */
    @Override
    public boolean areAllReady() {
        return isReady()
                && nodes.values().stream()
                        .allMatch(node -> node.isReady() || node.statistics().nodes() == 0);
    }

    @Override
    public Running find(InfoHash hash, Found found, long now) {
        return each(
                found, (node, each) -> node.findPeers(hash, DhtNode.PeersWanted.ALL, each, now));
    }

    @Override
    public Running announce(Announcement announcement, Found found, long now) {
        return each(found, (node, each) -> node.announce(announcement, each, now));
    }

    /** Those that know nobody are left out: their lookups would end at once, with nothing. */
    private Running each(Found found, BiFunction<DhtNode, Found, Running> begin) {
        List<DhtNode> asked = usable();
        Together together = new Together(found, asked.size());
        return new Several(asked.stream().map(node -> begin.apply(node, together)).toList());
    }

    @Override
    public Running announceAll(
            Collection<Announcement> all,
            Function<Announcement, Found> listener,
            long nanos,
            long now) {
        List<DhtNode> asked = usable();
        Map<Announcement, Together> begun = new HashMap<>();
        List<Running> running = new ArrayList<>();
        for (DhtNode node : asked) {
            running.add(
                    node.announceAll(
                            all,
                            one ->
                                    begun.computeIfAbsent(
                                            one,
                                            it -> new Together(listener.apply(it), asked.size())),
                            nanos,
                            now));
        }
        return new Several(running);
    }

    /** Tells of the first that one of them finds, or at the end that none did. */
    void item(BiConsumer<DhtNode, Consumer<Optional<Item>>> begin, Consumer<Optional<Item>> found) {
        List<DhtNode> asked = usable();
        int[] left = {asked.size()};
        Consumer<Optional<Item>> each =
                one -> {
                    boolean isTold = left[0] == 0;
                    left[0] = one.isPresent() ? 0 : Math.max(0, left[0] - 1);
                    if (!isTold && left[0] == 0) {
                        found.accept(one);
                    }
                };
        asked.forEach(node -> begin.accept(node, each));
    }

    void put(Item item, IntConsumer done, long now) {
        List<DhtNode> asked = usable();
        int[] left = {asked.size()};
        int[] stores = {0};
        asked.forEach(node ->
                node.putItem(
                        item,
                        OptionalLong.empty(),
                        put -> {
                            stores[0] += put.stores();
                            left[0]--;
                            if (left[0] == 0) {
                                done.accept(stores[0]);
                            }
                        },
                        now));
    }

    private List<DhtNode> usable() {
        List<DhtNode> usable =
                nodes.values().stream().filter(it -> it.statistics().nodes() > 0).toList();
        return usable.isEmpty() ? List.copyOf(nodes.values()) : usable;
    }

    Map<Family, Statistics> statistics() {
        Map<Family, Statistics> statistics = new EnumMap<>(Family.class);
        nodes.forEach((family, node) -> statistics.put(family, node.statistics()));
        return statistics;
    }

    List<PeerAddress> external() {
        return nodes.values().stream().flatMap(it -> it.externalAddress().stream()).toList();
    }

    Memory memory(int port) {
        Map<Family, NodeId> ids = new EnumMap<>(Family.class);
        List<PeerAddress> known = new ArrayList<>();
        nodes.forEach((family, node) -> {
            ids.put(family, node.id());
            node.saved(Memory.MAX_NODES / nodes.size()).forEach(it -> known.add(it.address()));
        });
        return new Memory(port, ids, known);
    }

    private record Several(List<Running> each) implements Running {
        @Override
        public void cancel() {
            each.forEach(Running::cancel);
        }
    }

    /** One end for what several nodes are at. */
    private static final class Together implements Found {
        private final Found found;
        private int left;
        private Outcome sum = new Outcome(0, 0, 0, 0, 0, 0, 0);

        Together(Found found, int count) {
            this.found = found;
            this.left = count;
        }

        @Override
        public void peers(List<PeerAddress> peers) {
            found.peers(peers);
        }

        @Override
        public void done(Outcome one) {
            sum =
                    new Outcome(
                            sum.answered() + one.answered(),
                            sum.asked() + one.asked(),
                            Math.max(sum.hops(), one.hops()),
                            sum.stores() + one.stores(),
                            Math.max(sum.nanos(), one.nanos()),
                            Math.max(sum.seeds(), one.seeds()),
                            Math.max(sum.leechers(), one.leechers()));
            left--;
            if (left == 0) {
                found.done(sum);
            }
        }
    }
}
