package dunlin.discovery.dht.core;

import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.Opaque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks for a value (BEP 44). Nobody is believed: an immutable one must have its target as its
 * hash, and ends the lookup; of a key's the newest counts that the key has signed.
 */
final class ItemSearch implements Lookup.Visitor {
    private final NodeId target;
    private final Optional<PeerKey> key;
    private final Opaque salt;
    private final Signatures signatures;
    private final Consumer<Optional<Item>> found;
    private final Runnable enough;
    private Optional<Item> best = Optional.empty();
    private boolean ended;

    /**
     * @param enough ends the lookup
     */
    ItemSearch(
            NodeId target,
            Optional<PeerKey> key,
            Opaque salt,
            Signatures signatures,
            Consumer<Optional<Item>> found,
            Runnable enough) {
        this.target = target;
        this.key = key;
        this.salt = salt;
        this.signatures = signatures;
        this.found = found;
        this.enough = enough;
    }

    @Override
    public void answered(Candidate from, Answer answer, long now) {
        answer.item().ifPresent(it -> consider(it.withSalt(salt)));
    }

    /** Somebody has this value. */
    void consider(Item item) {
        if (ended) {
            return;
        }
        if (item.signed().isPresent() != key.isPresent() || !item.target().equals(target)) {
            return;
        }
        if (key.isEmpty()) {
            best = Optional.of(item);
            enough.run();
            end();
        } else if (isNewer(item) && isSigned(item)) {
            best = Optional.of(item);
        }
    }

    private boolean isNewer(Item item) {
        return sequence(item) > best.map(ItemSearch::sequence).orElse(-1L);
    }

    private static long sequence(Item item) {
        return item.signed().map(Item.Signed::sequence).orElse(0L);
    }

    private boolean isSigned(Item item) {
        Item.Signed signed = item.signed().orElseThrow();
        byte[] message = Item.toSign(salt, signed.sequence(), item.value());
        return signatures.isValid(signed.key(), message, signed.signature().bytes());
    }

    @Override
    public void over(Lookup lookup, long now) {
        end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            found.accept(best);
        }
    }

    void cancel() {
        ended = true;
    }
}
