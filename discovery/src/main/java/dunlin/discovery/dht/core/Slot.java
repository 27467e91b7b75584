package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The nodes of one part of the space, k of them at most, and some that may take their places: those
 * heard of last, each on probation until it has answered.
 */
final class Slot {
    private final int k;
    private final List<Contact> contacts;
    private final Deque<NodeInfo> probation = new ArrayDeque<>(2);
    private long refreshed;

    Slot(int k, long now) {
        this.k = k;
        this.contacts = new ArrayList<>(2);
        this.refreshed = now;
    }

    List<Contact> contacts() {
        return contacts;
    }

    int probation() {
        return probation.size();
    }

    boolean hasRoom() {
        return contacts.size() < k;
    }

    /** Nobody is here, and nobody is heard of who might be. */
    boolean isEmpty() {
        return contacts.isEmpty() && probation.isEmpty();
    }

    /** When somebody was last looked for here. */
    long refreshed() {
        return refreshed;
    }

    void refreshed(long now) {
        refreshed = now;
    }

    Optional<Contact> find(NodeId id) {
        for (Contact contact : contacts) {
            if (contact.node().id().equals(id)) {
                return Optional.of(contact);
            }
        }
        return Optional.empty();
    }

    /** Puts a node on probation; the one heard of longest ago makes room. */
    void mayBe(NodeInfo node) {
        probation.removeIf(it -> it.id().equals(node.id()) || it.address().equals(node.address()));
        if (probation.size() >= k) {
            probation.removeFirst();
        }
        probation.addLast(node);
    }

    /** Takes the one from probation that was heard of last. */
    Optional<NodeInfo> nextOnProbation() {
        return Optional.ofNullable(probation.pollLast());
    }

    void forget(NodeInfo node) {
        probation.removeIf(it -> it.address().equals(node.address()));
    }

    /** Whether {@link #admit} would take it. */
    boolean mayAdmit(Contact newcomer) {
        return hasRoom() || replaceable(newcomer).isPresent();
    }

    /** Takes a node in that has answered: into a free place, or in that of another. */
    void admit(Contact newcomer) {
        if (!hasRoom()) {
            Optional<Contact> replaced = replaceable(newcomer);
            if (replaced.isEmpty()) {
                return;
            }
            contacts.remove(replaced.get());
        }
        contacts.add(newcomer);
    }

    /**
     * Whose place a newcomer may take: that of one that failed, of one whose id does not fit its
     * address, or of a much slower one. But the half that has been here longest keeps its places as
     * long as it answers: nobody floods it out by being quick.
     */
    private Optional<Contact> replaceable(Contact newcomer) {
        Contact worst = contacts.getFirst();
        for (Contact contact : contacts) {
            if (rank(contact) > rank(worst)) {
                worst = contact;
            }
        }
        if (worst.failures() > 0 || (!worst.isFitting() && newcomer.isFitting())) {
            return Optional.of(worst);
        }
        Contact slowest = slowestOfTheYounger();
        boolean quicker = newcomer.roundTrip() < slowest.roundTrip() / 2;
        return quicker && (newcomer.isFitting() || !slowest.isFitting())
                ? Optional.of(slowest)
                : Optional.empty();
    }

    private static int rank(Contact contact) {
        return contact.failures() * 2 + (contact.isFitting() ? 0 : 1);
    }

    /** Contacts stand in the order in which they came. */
    private Contact slowestOfTheYounger() {
        Contact slowest = contacts.getLast();
        for (Contact contact : contacts.subList(contacts.size() / 2, contacts.size())) {
            if (contact.roundTrip() > slowest.roundTrip()) {
                slowest = contact;
            }
        }
        return slowest;
    }
}
