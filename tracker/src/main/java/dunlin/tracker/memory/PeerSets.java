package dunlin.tracker.memory;

import dunlin.protocol.PeerAddress;

/**
 * Sets of peers of one family, each a hash trie: a leaf holds up to {@value #MAX_LEAF} peers one
 * behind the other; beyond, a node holds {@value #FAN_OUT} sets, chosen by three bits of the
 * address's hash, and so on. As a set knows its size, a peer is found by its address and by its
 * number alike in a few steps, and no operation moves more than a leaf: none stalls, whatever the
 * size.
 *
 * <p>A set is a {@code long}: whether it is a node (1 bit), the address of its block in the slabs
 * (31), the number of its peers (32). An operation that changes a set returns the new one; the old
 * one is void. Not thread-safe.
 */
final class PeerSets {
    /** The set of nobody. */
    static final long EMPTY = 0;

    /** What {@link #find} says of a peer that is not there. */
    static final int NONE = -1;

    private static final int MAX_LEAF = 32;
    private static final int FAN_OUT = 8;
    private static final int BITS = 3;
    private static final int MAX_DEPTH = Integer.SIZE / BITS;
    private static final int NODE_UNITS = Math.ceilDiv(2 * FAN_OUT, Slabs.UNIT);

    /**
     * Far below {@value #MAX_LEAF}, so that one who comes and goes does not rebuild it each time.
     */
    private static final int MIN_NODE = 16;

    private final Family family;
    private final Slabs slabs;
    private final SeededHash hash;

    PeerSets(Family family, Slabs slabs, SeededHash hash) {
        this.family = family;
        this.slabs = slabs;
        this.hash = hash;
    }

    /** How many peers are in a set. */
    static int size(long set) {
        return (int) set;
    }

    Family family() {
        return family;
    }

    /** The page of a peer that was found. */
    int[] page(int peer) {
        return slabs.page(peer);
    }

    /** The address in the slabs of the peer with this address, or {@link #NONE}. */
    int find(long set, PeerAddress address) {
        long leaf = set;
        if (isNode(set)) {
            int bits = family.hash(hash, address);
            for (; isNode(leaf); bits <<= BITS) {
                leaf = get(child(leaf, bits));
            }
        }
        if (size(leaf) == 0) {
            return NONE;
        }
        int[] ints = slabs.page(block(leaf));
        int from = Slabs.offset(block(leaf));
        int end = from + size(leaf) * family.size;
        for (int at = from; at < end; at += family.size) {
            if (family.isAt(ints, at, address)) {
                return block(leaf) + at - from;
            }
        }
        return NONE;
    }

    /** The set with one more peer, whose address is not in it yet. */
    long add(long set, PeerAddress address, int state, int since) {
        int bits = isNode(set) || size(set) == MAX_LEAF ? family.hash(hash, address) : 0;
        return add(set, bits, 0, address, state, since);
    }

    private long add(long set, int bits, int depth, PeerAddress address, int state, int since) {
        if (isNode(set)) {
            int child = child(set, bits);
            put(child, add(get(child), bits << BITS, depth + 1, address, state, since));
            return set + 1;
        }
        if (size(set) == MAX_LEAF) {
            return add(split(set, depth), bits, depth, address, state, since);
        }
        long grown = resize(set, size(set) + 1);
        int last = peer(grown, size(grown) - 1);
        family.write(slabs.page(last), Slabs.offset(last), address, state, since);
        return grown;
    }

    /** The set without the peer that was found there. */
    long remove(long set, int peer) {
        int bits = isNode(set) ? family.hash(hash, slabs.page(peer), Slabs.offset(peer)) : 0;
        return remove(set, bits, peer);
    }

    private long remove(long set, int bits, int peer) {
        if (!isNode(set)) {
            copy(peer(set, size(set) - 1), peer, 1);
            return resize(set, size(set) - 1);
        }
        int child = child(set, bits);
        put(child, remove(get(child), bits << BITS, peer));
        return size(set) - 1 < MIN_NODE ? collapse(set - 1) : set - 1;
    }

    /**
     * The peers from the one with this number on, as far as they lie one behind the other: at least
     * one, as a set that is only for reading. A peer keeps its number until the set changes.
     *
     * @param number 0 to before the set's size
     */
    long run(long set, int number) {
        long at = set;
        int before = number;
        while (isNode(at)) {
            int[] ints = slabs.page(block(at));
            int child = Slabs.offset(block(at));
            while (before >= ints[child + 1]) {
                before -= ints[child + 1];
                child += 2;
            }
            at = joined(ints[child], ints[child + 1]);
        }
        return leaf(peer(at, before), size(at) - before);
    }

    /** Where the first peer of a leaf or of a run is; the others follow it in the same page. */
    static int first(long leaf) {
        return block(leaf);
    }

    /**
     * Moves the peer of this number and those beside it to another block, if that lets the slabs
     * give up a page: sets that grow and shrink leave gaps behind.
     *
     * @param number 0 to before the set's size
     */
    long tidy(long set, int number) {
        if (!isNode(set)) {
            return slabs.isSparse(block(set)) ? moved(set) : set;
        }
        int before = number;
        int child = block(set);
        while (before >= size(get(child))) {
            before -= size(get(child));
            child += 2;
        }
        put(child, tidy(get(child), before));
        return set;
    }

    private long moved(long leaf) {
        int block = slabs.allocate(units(size(leaf)));
        copy(block(leaf), block, size(leaf));
        slabs.free(block(leaf));
        return leaf(block, size(leaf));
    }

    /**
     * A leaf with room for this many peers; those that it holds stay, as far as there is room for
     * them.
     */
    private long resize(long leaf, int size) {
        int old = size(leaf);
        if (size == 0) {
            slabs.free(block(leaf));
            return EMPTY;
        }
        if (old > 0 && Slabs.sameSize(units(old), units(size))) {
            return leaf - old + size;
        }
        int block = slabs.allocate(units(size));
        if (old > 0) {
            copy(block(leaf), block, Math.min(old, size));
            slabs.free(block(leaf));
        }
        return leaf(block, size);
    }

    /** A full leaf as a node. */
    private long split(long leaf, int depth) {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException(MAX_LEAF + " addresses of one hash");
        }
        int node = slabs.allocate(NODE_UNITS);
        for (int i = 0; i < FAN_OUT; i++) {
            put(node + 2 * i, EMPTY);
        }
        long set = 1L << 63 | leaf(node, size(leaf));
        for (int i = 0; i < size(leaf); i++) {
            int peer = peer(leaf, i);
            int bits = family.hash(hash, slabs.page(peer), Slabs.offset(peer)) << BITS * depth;
            int child = child(set, bits);
            long grown = resize(get(child), size(get(child)) + 1);
            copy(peer, peer(grown, size(grown) - 1), 1);
            put(child, grown);
        }
        slabs.free(block(leaf));
        return set;
    }

    /** A node with few peers as a leaf; its children are leaves, for none has more than it has. */
    private long collapse(long node) {
        long leaf = leaf(slabs.allocate(units(size(node))), size(node));
        int filled = 0;
        for (int i = 0; i < FAN_OUT; i++) {
            long child = get(block(node) + 2 * i);
            if (size(child) > 0) {
                copy(block(child), peer(leaf, filled), size(child));
                filled += size(child);
                slabs.free(block(child));
            }
        }
        slabs.free(block(node));
        return leaf;
    }

    private static boolean isNode(long set) {
        return set < 0;
    }

    private static int block(long set) {
        return (int) (set >>> 32) & Integer.MAX_VALUE;
    }

    private static long leaf(int block, int size) {
        return joined(block, size);
    }

    private int units(int peers) {
        return peers * family.size / Slabs.UNIT;
    }

    private int peer(long leaf, int number) {
        return block(leaf) + number * family.size;
    }

    private void copy(int from, int to, int peers) {
        System.arraycopy(
                slabs.page(from),
                Slabs.offset(from),
                slabs.page(to),
                Slabs.offset(to),
                peers * family.size);
    }

    /** Where a node keeps the child that the first bits of a hash choose. */
    private static int child(long node, int bits) {
        return block(node) + 2 * (bits >>> Integer.SIZE - BITS);
    }

    private long get(int address) {
        int[] ints = slabs.page(address);
        int at = Slabs.offset(address);
        return joined(ints[at], ints[at + 1]);
    }

    private static long joined(int high, int low) {
        return (long) high << 32 | low;
    }

    private void put(int address, long set) {
        int[] ints = slabs.page(address);
        int at = Slabs.offset(address);
        ints[at] = (int) (set >>> 32);
        ints[at + 1] = (int) set;
    }
}
