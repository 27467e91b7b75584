package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The values that others stored (BEP 44), for two hours each. Bounded for a host and in all; when
 * it is full, values far from the own id give way to closer ones.
 */
final class ItemStore {
    private static final long KEPT = Duration.ofHours(2).toNanos();
    static final int MOST = 2_000;
    static final int MOST_OF_A_HOST = 100;

    /** Stored, as the answer to a {@code put}. */
    static final int STORED = 0;

    private record Entry(Item item, long host, long when) {}

    /** By how far they are from the own id. */
    private final TreeMap<NodeId, Entry> entries = new TreeMap<>();

    private final Map<Long, Integer> ofHost = new HashMap<>();
    private final Signatures signatures;
    private NodeId own;

    ItemStore(NodeId own, Signatures signatures) {
        this.own = own;
        this.signatures = signatures;
    }

    int size() {
        return entries.size();
    }

    Optional<Item> get(NodeId target) {
        return Optional.ofNullable(entries.get(own.distance(target))).map(Entry::item);
    }

    /**
     * @return {@link #STORED}, or the code of the error that it is
     */
    int put(Item item, OptionalLong expected, PeerAddress from, long now) {
        if (item.value().length() > Item.MAX_VALUE) {
            return Krpc.VALUE_TOO_LONG;
        }
        NodeId distance = own.distance(item.target());
        Optional<Entry> before = Optional.ofNullable(entries.get(distance));
        if (item.signed().isPresent()) {
            int refusal = refusal(item, item.signed().get(), expected, before.map(Entry::item));
            if (refusal != STORED) {
                return refusal;
            }
        }
        long host = Hosts.host(from);
        if (before.isEmpty() && !makeRoom(distance, host)) {
            return Krpc.SERVER;
        }
        // Whoever keeps a value alive for another does not get it on his account.
        long account = before.map(Entry::host).orElse(host);
        entries.put(distance, new Entry(item, account, now));
        if (before.isEmpty()) {
            ofHost.merge(host, 1, Integer::sum);
        }
        return STORED;
    }

    /** What is cheap to see is looked at first: a signature costs some hundred microseconds. */
    private int refusal(
            Item item, Item.Signed signed, OptionalLong expected, Optional<Item> stored) {
        if (signed.salt().length() > Item.MAX_SALT) {
            return Krpc.SALT_TOO_LONG;
        }
        if (stored.flatMap(Item::signed).isPresent()) {
            long sequence = stored.get().signed().get().sequence();
            if (expected.isPresent() && expected.getAsLong() != sequence) {
                return Krpc.EXPECTED_ANOTHER;
            }
            boolean same =
                    signed.sequence() == sequence && item.value().equals(stored.get().value());
            if (signed.sequence() <= sequence && !same) {
                return Krpc.SEQUENCE_TOO_LOW;
            }
        }
        byte[] message = Item.toSign(signed.salt(), signed.sequence(), item.value());
        return signatures.isValid(signed.key(), message, signed.signature().bytes())
                ? STORED
                : Krpc.BAD_SIGNATURE;
    }

    private boolean makeRoom(NodeId distance, long host) {
        if (ofHost.getOrDefault(host, 0) >= MOST_OF_A_HOST) {
            return false;
        }
        if (entries.size() < MOST) {
            return true;
        }
        if (entries.lastKey().compareTo(distance) <= 0) {
            return false;
        }
        forget(entries.pollLastEntry().getValue());
        return true;
    }

    private void forget(Entry entry) {
        ofHost.computeIfPresent(entry.host(), (_, count) -> count == 1 ? null : count - 1);
    }

    /** Drops what is old. */
    void expire(long now) {
        entries.values()
                .removeIf(entry -> {
                    boolean old = now - entry.when() >= KEPT;
                    if (old) {
                        forget(entry);
                    }
                    return old;
                });
    }

    /** The own id is another now. */
    void moveTo(NodeId id) {
        Map<NodeId, Entry> moved = new HashMap<>();
        NodeId shift = own.distance(id);
        entries.forEach((distance, entry) -> moved.put(distance.distance(shift), entry));
        entries.clear();
        entries.putAll(moved);
        own = id;
    }
}
