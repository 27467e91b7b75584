package dunlin.overlay.core;

import dunlin.net.Allowance;
import dunlin.protocol.overlay.Contact;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * What is remembered of one link while it stands. It is a neighbour's or a guest's; a neighbour has
 * a place, which is a small number that no other neighbour has at the time. Times in milliseconds.
 */
final class Linked {
    static final int NO_PLACE = -1;

    /** The id of no link. */
    static final long NO_LINK = -1;

    private static final long NEVER = -1;
    private static final long[] NONE = {};
    private static final int MOST_WALKS = 32;
    private static final int FLOODS_AT_ONCE = 2;
    private static final double FLOODS_A_SECOND = 0.1;

    final Link link;
    private final Contact contact;

    private final Allowance questions;
    private final Allowance messages;
    private final Allowance cards;
    private final Allowance floods;

    /** Links from which shuffles came that went on along this one: their answers go back there. */
    private final Deque<Long> walks = new ArrayDeque<>(2);

    private int place = NO_PLACE;
    private long neighbourSince;
    private long heardAt;
    private long pingedAt;
    private boolean awaited;
    private long roundTrip = NEVER;
    private long[] cardsThere = NONE;
    private long dropped;

    Linked(Link link, Settings settings, long now) {
        this.link = link;
        this.contact = link.contact();
        this.questions =
                new Allowance(settings.questionsAtOnce(), settings.questionsASecond(), now);
        this.cards = new Allowance(settings.cardsAtOnce(), settings.cardsASecond(), now);
        this.floods = new Allowance(FLOODS_AT_ONCE, FLOODS_A_SECOND, now);
        this.messages = new Allowance(settings.messagesAtOnce(), settings.messagesASecond(), now);
        this.heardAt = now;
    }

    long id() {
        return link.id();
    }

    /** The member on the other side. */
    long member() {
        return contact.id();
    }

    Contact contact() {
        return contact;
    }

    boolean isNeighbour() {
        return place != NO_PLACE;
    }

    int place() {
        return place;
    }

    long neighbourSince() {
        return neighbourSince;
    }

    void becomes(int ofPlace, long now) {
        place = ofPlace;
        neighbourSince = now;
    }

    /** A sign of life came: false if too much comes, so that it is not to be heard. */
    boolean hears(long now) {
        heardAt = now;
        return messages.take(now);
    }

    boolean mayAsk(long now) {
        return questions.take(now);
    }

    /** Whether a question that came along may go to everybody. */
    boolean mayFlood(long now) {
        return floods.take(now);
    }

    boolean mayPush(long now) {
        return cards.take(now);
    }

    long heardAt() {
        return heardAt;
    }

    void pinged(long now) {
        pingedAt = now;
        awaited = true;
    }

    /** Whether a sign of life was asked for, and did not come yet. */
    boolean isAwaited() {
        return awaited;
    }

    /** When a sign of life was asked for last; long ago if never. */
    long pingedAt() {
        return pingedAt;
    }

    void ponged(long now) {
        if (awaited) {
            awaited = false;
            roundTrip = now - pingedAt;
        }
    }

    /** Milliseconds; empty if none was measured yet. */
    OptionalLong roundTrip() {
        return roundTrip == NEVER ? OptionalLong.empty() : OptionalLong.of(roundTrip);
    }

    /** The ids of the cards that lie there, sorted, as far as they were told. */
    long[] cardsThere() {
        return cardsThere;
    }

    void tellsCards(long[] sorted) {
        cardsThere = sorted;
    }

    void walkFrom(long from) {
        if (walks.size() >= MOST_WALKS) {
            walks.removeFirst();
        }
        walks.addLast(from);
    }

    /** Where the next answer to a shuffle goes back to. */
    OptionalLong walkEnds() {
        return walks.isEmpty() ? OptionalLong.empty() : OptionalLong.of(walks.removeFirst());
    }

    /** Counts what was not heard; how often that was by now. */
    long drops() {
        return ++dropped;
    }

    long dropped() {
        return dropped;
    }
}
