package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.Question;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Stores a value at the nodes closest to its target (BEP 44). */
final class ItemPut implements Lookup.Visitor {
    private final Item item;
    private final OptionalLong expected;
    private final Consumer<DhtNode.Put> done;
    private final Calls calls;
    private final Set<Candidate> holders = new HashSet<>();
    private final Stores stores = new Stores(this::stored);
    private boolean ended;

    ItemPut(Item item, OptionalLong expected, Consumer<DhtNode.Put> done, Calls calls) {
        this.item = item;
        this.expected = expected;
        this.done = done;
        this.calls = calls;
    }

    @Override
    public void answered(Candidate from, Answer answer, long now) {
        if (answer.sequence().isPresent()) {
            holders.add(from);
        }
    }

    @Override
    public void over(Lookup lookup, long now) {
        if (!ended) {
            stores.send(lookup.storing(), this::question, calls, now);
        }
    }

    /** Nothing is expected of a node that has nothing. */
    private Question question(Candidate node) {
        OptionalLong sequence = holders.contains(node) ? expected : OptionalLong.empty();
        return new Question.Put(item, node.token.orElseThrow(), sequence);
    }

    private void stored(int count, int outdated, long now) {
        if (!ended) {
            ended = true;
            done.accept(new DhtNode.Put(count, outdated));
        }
    }

    void cancel() {
        ended = true;
        stores.cancel();
    }
}
