package dunlin.overlay.core;

import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.GolombDigest;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This member's card, or cards if its words do not fit into one: when they are signed anew, and
 * when they go to the others. Sequence numbers are times, and always rise. A change of what is
 * shared goes out soon, but not twice a minute; one of the neighbours only with the next renewal,
 * and to whoever asks.
 */
final class OwnCard {
    /** A change waits so long for others that come with it. */
    private static final long SOON = 2_000;

    /** The card is signed anew for who asks, if the neighbours changed, but no oftener. */
    private static final long FRESH = 5_000;

    /** How much farther a card must go before it goes out again just for that. */
    private static final double GROWN = 1.5;

    private final Seams seams;
    private final Links links;
    private final CardSpread spread;
    private final SizeWatch size;
    private List<Digest> digests = List.of(GolombDigest.EMPTY);
    private int shares;

    /** As they were sent last. */
    private final List<Card> sent = new ArrayList<>(1);

    private @Nullable CardHead shown;
    private boolean changed = true;
    private long sequence;
    private long due;
    private long earliest;
    private int edges;
    private int sentTo;

    OwnCard(Seams seams, Links links, CardSpread spread, SizeWatch size) {
        this.seams = seams;
        this.links = links;
        this.spread = spread;
        this.size = size;
    }

    void shares(List<Digest> words, int count, long now) {
        digests = List.copyOf(words.subList(0, Math.min(words.size(), CardHead.MAX_PARTS)));
        shares = count;
        changes(now);
    }

    /** What the card says is so no more. */
    void changes(long now) {
        changed = true;
        shown = null;
        due = Math.max(now + SOON, earliest);
    }

    /** A neighbour came: there is somebody to tell. */
    void connected(long now) {
        if (changed) {
            due = Math.max(now + SOON, earliest);
        }
    }

    /** The head as it is now, for whoever asks. */
    CardHead head(long now) {
        CardHead head = shown;
        if (head == null || now - head.sequence() >= FRESH && !head.neighbours().equals(near())) {
            head = seams.proofs().sign(unsigned(0, now));
            shown = head;
        }
        return head;
    }

    /** The network is larger than was thought when the card went out. */
    void grew(long now) {
        if (!sent.isEmpty() && size.reach(now) > GROWN * sentTo) {
            changes(now);
        }
    }

    long next() {
        return seams.self().visitor() || links.neighbours().isEmpty() ? Long.MAX_VALUE : due;
    }

    void tick(long now) {
        if (now < next()) {
            return;
        }
        long every = seams.settings().cardRenewal().toMillis();
        due = now + every - every / 10 + seams.random().nextLong(every / 10 + 1);
        earliest = now + seams.settings().cardChange().toMillis();
        sentTo = size.reach(now);
        if (changed || hasMoved()) {
            sendAnew(now);
        } else {
            renew(now);
        }
        changed = false;
    }

    /** Sends a card to somebody who lost it; false if it is none of ours. */
    boolean wanted(Linked from, long cardId) {
        for (Card card : sent) {
            if (card.head().cardId() == cardId) {
                links.send(from, new CardPush(card, 0));
                return true;
            }
        }
        return false;
    }

    /** Another neighbour has this place from now on, or none. */
    void forgetPlace(int place) {
        edges &= ~(1 << place);
    }

    private void sendAnew(long now) {
        sent.clear();
        for (int part = 0; part < digests.size(); part++) {
            CardHead head = seams.proofs().sign(unsigned(part, now));
            Card card = new Card(head, digests.get(part));
            sent.add(card);
            edges = spread.send(card, head.sequence(), sentTo, Linked.NO_LINK, 0);
        }
        shown = sent.getFirst().head();
    }

    private void renew(long now) {
        int before = edges;
        for (int part = 0; part < sent.size(); part++) {
            CardHead old = sent.get(part).head();
            CardHead head = seams.proofs().sign(old.at(nextSequence(now), CardHead.UNSIGNED));
            Card card = new Card(head, sent.get(part).digest());
            sent.set(part, card);
            edges = spread.send(card, old.sequence(), sentTo, Linked.NO_LINK, before);
        }
    }

    /** Whether most neighbours are others than the card says. */
    private boolean hasMoved() {
        Set<Long> now = new HashSet<>(near());
        List<Long> said = sent.getFirst().head().neighbours();
        return 2 * said.stream().filter(now::contains).count() < said.size();
    }

    private CardHead unsigned(int part, long now) {
        return new CardHead(
                seams.self().member(),
                part,
                nextSequence(now),
                (int) seams.settings().cardLife().toSeconds(),
                seams.address(),
                List.of(),
                seams.self().name(),
                shares,
                near(),
                seams.proofs().hash(digests.get(part)),
                CardHead.UNSIGNED);
    }

    private long nextSequence(long now) {
        sequence = Math.max(now, sequence + 1);
        return sequence;
    }

    private List<Long> near() {
        return links.neighbours().stream()
                .map(Linked::member)
                .sorted()
                .limit(CardHead.MAX_NEIGHBOURS)
                .toList();
    }
}
