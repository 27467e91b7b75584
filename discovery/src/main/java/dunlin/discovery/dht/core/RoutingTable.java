package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a node knows (BEP 5, routing table): the closer to itself the more of them.
 *
 * <pre>
 *   depth 0   ids that differ from the own in the first bit    16 slots by the next 4 bits
 *   depth 1   ids that share one bit with it                    8 slots by the next 3
 *   depth 2, 3                                                   4, 2
 *   depth d   ids that share d bits with it                     1 slot
 * </pre>
 *
 * Each slot has room for k nodes that have answered. So a lookup begins some five bits closer to
 * its target, which saves it a step and more. Invariant: a contact stands in the one slot that its
 * id belongs to; no address stands in the table twice; of the public ones no host twice, and of a
 * /24 or /64 no more than {@value #MOST_OF_A_GROUP}, two in a slot.
 */
final class RoutingTable {
    static final int MOST_OF_A_GROUP = 8;
    private static final int MOST_OF_A_GROUP_IN_A_SLOT = 2;
    private static final int MOST_FAILURES = 2;
    private static final long LOOKED_AGAIN = Duration.ofSeconds(30).toNanos();
    static final long FRESH = Duration.ofMinutes(15).toNanos();

    private final NodeId own;
    private final Settings settings;
    private final @Nullable Slot[][] depths = new Slot[NodeId.BITS][];
    private int deepest = -1;
    private int size;

    /** Before these times there is nothing to be found, so nothing is looked through. */
    private OptionalLong stalestDue = OptionalLong.empty();

    private OptionalLong refreshDue = OptionalLong.empty();

    RoutingTable(NodeId own, Settings settings) {
        this.own = own;
        this.settings = settings;
    }

    NodeId own() {
        return own;
    }

    int size() {
        return size;
    }

    int probation() {
        int[] sum = {0};
        slots(slot -> sum[0] += slot.probation());
        return sum[0];
    }

    /** How many bits tell the slots of a depth apart. */
    private int slotBits(int depth) {
        int wide = Integer.highestOneBit(settings.width() / settings.k());
        return Math.max(0, Integer.numberOfTrailingZeros(wide) - depth);
    }

    private int index(NodeId id, int depth) {
        int index = 0;
        for (int i = 1; i <= slotBits(depth); i++) {
            index = index << 1 | (id.bit(depth + i) ? 1 : 0);
        }
        return index;
    }

    private @Nullable Slot slot(NodeId id) {
        int depth = own.sharedBits(id);
        if (depth > deepest) {
            return null;
        }
        Slot[] slots = depths[depth];
        return slots == null ? null : slots[index(id, depth)];
    }

    private Slot slotFor(NodeId id, long now) {
        int depth = own.sharedBits(id);
        deepest = Math.max(deepest, depth);
        return slotAt(depth, index(id, depth), now);
    }

    private Slot slotAt(int depth, int index, long now) {
        Slot[] slots = depths[depth];
        if (slots == null) {
            slots = new Slot[1 << slotBits(depth)];
            depths[depth] = slots;
        }
        Slot slot = slots[index];
        if (slot == null) {
            slot = new Slot(settings.k(), now);
            slots[index] = slot;
        }
        return slot;
    }

    private void slots(Consumer<Slot> action) {
        for (int depth = 0; depth <= deepest; depth++) {
            Slot[] slots = depths[depth];
            if (slots != null) {
                for (Slot slot : slots) {
                    if (slot != null) {
                        action.accept(slot);
                    }
                }
            }
        }
    }

    void forEach(Consumer<Contact> action) {
        slots(slot -> slot.contacts().forEach(action));
    }

    Optional<Contact> find(NodeInfo node) {
        Slot slot = slot(node.id());
        return slot == null
                ? Optional.empty()
                : slot.find(node.id()).filter(it -> it.node().address().equals(node.address()));
    }

    /** Whether a node may stand in the table at all, if there is room. */
    private boolean isAcceptable(NodeInfo node) {
        return !node.id().equals(own)
                && node.address().port() != 0
                && Family.of(node.address()) == settings.family()
                && (!settings.strictIds() || Hosts.isFitting(node));
    }

    /** Somebody says that there is a node: it is put on probation. */
    void mayBe(NodeInfo node, long now) {
        if (isAcceptable(node) && find(node).isEmpty()) {
            slotFor(node.id(), now).mayBe(node);
        }
    }

    /** Whether there is room for a node that somebody names. */
    boolean hasRoomFor(NodeInfo node) {
        Slot slot = isAcceptable(node) ? slot(node.id()) : null;
        return isAcceptable(node)
                && (slot == null || (slot.hasRoom() && slot.find(node.id()).isEmpty()));
    }

    /** A node asked us something. */
    void asked(NodeInfo node, long now) {
        Optional<Contact> known = find(node);
        if (known.isPresent()) {
            known.get().asked(now);
        } else {
            mayBe(node, now);
        }
    }

    /** A node answered after so many nanoseconds. */
    void answered(NodeInfo node, long roundTrip, long now) {
        if (!isAcceptable(node)) {
            return;
        }
        Slot slot = slotFor(node.id(), now);
        Optional<Contact> known = slot.find(node.id());
        if (known.isPresent() && known.get().node().address().equals(node.address())) {
            known.get().answered(roundTrip, now);
            return;
        }
        // Of one id at two addresses the one that is known keeps its place while it answers.
        if (known.isPresent() && known.get().failures() == 0) {
            return;
        }
        known.ifPresent(it -> remove(it.node()));
        Contact newcomer = new Contact(node, roundTrip, now);
        if (slot.mayAdmit(newcomer) && isPlaceFreeFor(node, slot)) {
            int before = slot.contacts().size();
            slot.admit(newcomer);
            size += slot.contacts().size() - before;
        }
        slot.forget(node);
    }

    private boolean isPlaceFreeFor(NodeInfo node, Slot slot) {
        PeerAddress address = node.address();
        boolean local = Hosts.isLocal(address);
        long group = Hosts.group(address);
        int[] of = {0};
        List<NodeInfo> stale = new ArrayList<>(0);
        boolean[] taken = {false};
        forEach(contact -> {
            PeerAddress other = contact.node().address();
            if (other.equals(address)) {
                stale.add(contact.node()); // it has another id now
            } else if (!local && Hosts.group(other) == group) {
                of[0]++;
                taken[0] |= other.high() == address.high() && other.low() == address.low();
            }
        });
        stale.forEach(this::remove);
        int here = 0;
        for (Contact contact : slot.contacts()) {
            here += Hosts.group(contact.node().address()) == group ? 1 : 0;
        }
        return local || (!taken[0] && of[0] < MOST_OF_A_GROUP && here < MOST_OF_A_GROUP_IN_A_SLOT);
    }

    /** Takes over a contact of another table, if there is room. */
    void adopt(Contact contact, long now) {
        if (isAcceptable(contact.node())) {
            Slot slot = slotFor(contact.node().id(), now);
            if (slot.hasRoom()) {
                slot.admit(contact);
                size++;
            }
        }
    }

    /** A node did not answer, or is another now: the second time in a row it loses its place. */
    void failed(NodeInfo node) {
        Optional<Contact> known = find(node);
        if (known.isEmpty()) {
            Slot slot = slot(node.id());
            if (slot != null) {
                slot.forget(node);
            }
            return;
        }
        known.get().failed();
        stalestDue = OptionalLong.empty();
        Slot slot = slot(node.id());
        boolean replaceable = slot != null && slot.probation() > 0;
        if (known.get().failures() >= MOST_FAILURES || replaceable) {
            remove(node);
        }
    }

    void remove(NodeInfo node) {
        Slot slot = slot(node.id());
        if (slot != null && slot.contacts().removeIf(it -> it.node().equals(node))) {
            size--;
        }
    }

    /**
     * The contacts closest to a target, closest first.
     *
     * @param most how many
     */
    List<Contact> closest(NodeId target, int most) {
        List<Contact> found = new ArrayList<>(most + settings.k());
        int depth = Math.min(own.sharedBits(target), NodeId.BITS - 1);
        // Those that share more bits with the target than we do, slot by slot, each closer than the
        // next;
        // then our own neighbours, among which there is no such order; then the rest of the space.
        gather(depth, target, most, found);
        if (found.size() < most) {
            int sorted = found.size();
            for (int deeper = depth + 1; deeper <= deepest; deeper++) {
                gather(deeper, target, Integer.MAX_VALUE, found);
            }
            sort(found.subList(sorted, found.size()), target);
        }
        for (int farther = depth - 1; farther >= 0 && found.size() < most; farther--) {
            gather(farther, target, most, found);
        }
        return found.size() > most ? found.subList(0, most) : found;
    }

    private void gather(int depth, NodeId target, int most, List<Contact> found) {
        Slot[] slots = depth <= deepest ? depths[depth] : null;
        if (slots == null) {
            return;
        }
        int wanted = index(target, depth);
        for (int i = 0; i < slots.length && found.size() < most; i++) {
            Slot slot = slots[wanted ^ i];
            if (slot != null) {
                int sorted = found.size();
                for (Contact contact : slot.contacts()) {
                    if (contact.failures() == 0) {
                        found.add(contact);
                    }
                }
                sort(found.subList(sorted, found.size()), target);
            }
        }
    }

    private static void sort(List<Contact> contacts, NodeId target) {
        contacts.sort((one, two) -> target.compareDistance(one.node().id(), two.node().id()));
    }

    /** A node on probation that there is room for, taken from there: it is to be asked. */
    Optional<NodeInfo> nextOnProbation() {
        for (int depth = deepest; depth >= 0; depth--) {
            Slot[] slots = depths[depth];
            for (int i = 0; slots != null && i < slots.length; i++) {
                Slot slot = slots[i];
                if (slot != null && slot.hasRoom() && slot.probation() > 0) {
                    return slot.nextOnProbation();
                }
            }
        }
        return Optional.empty();
    }

    /** The contact that has not been heard for longest, if that is too long. */
    Optional<Contact> stalest(long now) {
        if (stalestDue.isPresent() && stalestDue.getAsLong() - now > 0) {
            return Optional.empty();
        }
        Contact[] stalest = new Contact[1];
        long[] next = {now + FRESH};
        forEach(contact -> {
            long due = contact.staleAt(FRESH);
            if (due - now <= 0
                    && (stalest[0] == null || contact.heard() - stalest[0].heard() < 0)) {
                stalest[0] = contact;
            }
            next[0] = Math.min(next[0], due);
        });
        stalestDue = OptionalLong.of(next[0]);
        return Optional.ofNullable(stalest[0]);
    }

    /**
     * An id to look for in a slot that has room and in which nobody was looked for in a while; down
     * to the deepest where anybody is.
     */
    Optional<NodeId> nextToRefresh(long now, RandomGenerator random) {
        if (refreshDue.isPresent() && refreshDue.getAsLong() - now > 0) {
            return Optional.empty();
        }
        long next = now + FRESH;
        for (int depth = Math.min(deepest, NodeId.BITS - 2); depth >= 0; depth--) {
            int bits = slotBits(depth);
            for (int i = 0; i < 1 << bits; i++) {
                Slot slot = slotAt(depth, i, now - FRESH);
                long due = slot.refreshed() + FRESH;
                if (slot.hasRoom() && due - now <= 0) {
                    slot.refreshed(now);
                    return Optional.of(inside(depth, i, bits, random));
                }
                next = slot.hasRoom() ? Math.min(next, due) : next;
            }
        }
        // A slot may get room before; what is put into it later is looked after soon enough.
        refreshDue = OptionalLong.of(Math.min(next, now + LOOKED_AGAIN));
        return Optional.empty();
    }

    private NodeId inside(int depth, int index, int bits, RandomGenerator random) {
        NodeId id = own.randomSharing(depth, random);
        for (int i = 0; i < bits; i++) {
            boolean wanted = (index >> (bits - 1 - i) & 1) == 1;
            id = id.with(depth + 1 + i, wanted);
        }
        return id;
    }

    /** About how many nodes the DHT has: as many as lie as dense everywhere as around us. */
    long estimate() {
        int closest = settings.k() * 2;
        List<Contact> near = closest(own, closest);
        if (near.size() < closest) {
            return size;
        }
        double share = fraction(own.distance(near.getLast().node().id()));
        return (long) Math.min(1e12, closest / Math.max(share, 1e-12));
    }

    /** A distance as a part of the whole space. */
    static double fraction(NodeId distance) {
        return ((distance.head() >>> 1) * 2.0 + 1) * 0x1p-64;
    }

    /** All of the contacts, those known longest first. */
    List<Contact> byAge() {
        List<Contact> all = new ArrayList<>(size);
        forEach(all::add);
        all.sort(Comparator.comparingLong(Contact::since));
        return all;
    }
}
