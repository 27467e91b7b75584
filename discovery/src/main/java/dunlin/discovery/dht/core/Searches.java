package dunlin.discovery.dht.core;

import dunlin.discovery.dht.core.DhtNode.PeersWanted;
import dunlin.discovery.dht.core.DhtNode.Put;
import dunlin.discovery.dht.core.Lookup.Manner;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.Opaque;
import dunlin.protocol.krpc.Question;
import dunlin.protocol.krpc.Question.Want;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The lookups that somebody asked for: a bounded number runs, the others wait, and all of them
 * while the node is just entering, since a lookup that starts from nowhere finds nothing.
 */
final class Searches {
    private static final int MOST = 16;

    private final Settings settings;
    private final Signatures signatures;
    private final Calls calls;
    private final RecentNodes recent = new RecentNodes();
    private final BooleanSupplier entering;
    private final List<Lookup> running = new ArrayList<>();
    private final Deque<Lookup> waiting = new ArrayDeque<>(2);
    private RoutingTable table;

    Searches(
            Settings settings,
            Signatures signatures,
            Calls calls,
            RoutingTable table,
            BooleanSupplier entering) {
        this.settings = settings;
        this.signatures = signatures;
        this.calls = calls;
        this.table = table;
        this.entering = entering;
    }

    void useTable(RoutingTable other) {
        table = other;
    }

    int size() {
        return running.size() + waiting.size();
    }

    /**
     * @param here peers that the own node stores
     */
    Running peers(
            InfoHash hash,
            List<PeerAddress> here,
            PeersWanted wanted,
            Optional<Announcement> announcement,
            Manner manner,
            Found found,
            long now) {
        PeerSearch search = new PeerSearch(found, announcement, calls);
        search.tell(here);
        Question question =
                new Question.GetPeers(hash, Want.UNSAID, wanted.noSeeds(), wanted.scrape());
        Lookup lookup = lookup(NodeId.of(hash), question, manner, search);
        begin(lookup, now);
        return () -> {
            search.cancel();
            end(lookup);
        };
    }

    /**
     * @param here what the own node stores
     */
    Running item(
            NodeId target,
            Optional<PeerKey> key,
            Opaque salt,
            Optional<Item> here,
            Consumer<Optional<Item>> found,
            long now) {
        List<Lookup> mine = new ArrayList<>(1);
        Runnable enough = () -> mine.forEach(Lookup::cancel);
        ItemSearch search = new ItemSearch(target, key, salt, signatures, found, enough);
        Question question = new Question.Get(target, Want.UNSAID, OptionalLong.empty());
        Lookup lookup = lookup(target, question, Manner.QUICK, search);
        mine.add(lookup);
        begin(lookup, now);
        here.ifPresent(search::consider);
        return () -> {
            search.cancel();
            end(lookup);
        };
    }

    Running put(Item item, OptionalLong expected, Consumer<Put> done, long now) {
        ItemPut put = new ItemPut(item, expected, done, calls);
        // Who has it says so by its number alone: none is newer than the highest.
        OptionalLong newest = OptionalLong.of(Long.MAX_VALUE);
        Question question = new Question.Get(item.target(), Want.UNSAID, newest);
        Lookup lookup = lookup(item.target(), question, Manner.QUICK, put);
        begin(lookup, now);
        return () -> {
            put.cancel();
            end(lookup);
        };
    }

    /** One that waits for nothing; to be started by the caller. */
    Lookup atOnce(NodeId target, Question question, Lookup.Visitor visitor) {
        Lookup lookup = lookup(target, question, Manner.KNOWING, visitor);
        running.add(lookup);
        return lookup;
    }

    private Lookup lookup(NodeId target, Question question, Manner manner, Lookup.Visitor visitor) {
        return new Lookup(target, question, manner, settings, calls, table, recent, visitor);
    }

    private void begin(Lookup lookup, long now) {
        waiting.addLast(lookup);
        goOn(now);
    }

    private void end(Lookup lookup) {
        lookup.cancel();
        waiting.remove(lookup);
        running.remove(lookup);
    }

    /** Begins what may begin. */
    void goOn(long now) {
        running.removeIf(Lookup::isOver);
        boolean somewhere = table.size() >= settings.k() || !entering.getAsBoolean();
        while (somewhere && running.size() < MOST && !waiting.isEmpty()) {
            Lookup next = waiting.removeFirst();
            running.add(next);
            next.start(now);
            running.removeIf(Lookup::isOver);
        }
    }

    /** Ends those that have waited long enough. @return when the next is due, at the latest */
    long tick(long now) {
        long due = Long.MAX_VALUE;
        for (Lookup lookup : List.copyOf(running)) {
            if (lookup.due() - now <= 0) {
                lookup.step(now);
            } else {
                due = Math.min(due, lookup.due());
            }
        }
        goOn(now);
        return due;
    }
}
