package dunlin.overlay.core;

import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.QueryWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The cards of others that lie here: one of each owner, the newest; none that is dead; no more than
 * the settings say, and not too many from one range of addresses. Where there are too many those
 * stay whose owners' ids are the least after a secret number was mixed in, so that nobody can make
 * keys to push others out.
 *
 * <p>Sorted by the owners' ids, in arrays, since a simulation has a hundred thousand of these.
 */
final class Cards {
    private final Settings settings;
    private final long secret;
    private int size;
    private long[] ids = new long[8];
    private Card[] cards = new Card[8];

    /** To which places of neighbours each went on, one bit each. */
    private short[] edges = new short[8];

    Cards(Settings settings, RandomGenerator random) {
        this.settings = settings;
        this.secret = random.nextLong();
    }

    int size() {
        return size;
    }

    Optional<Card> get(long owner) {
        int at = indexOf(owner);
        return at < 0 ? Optional.empty() : Optional.of(cards[at]);
    }

    /** The ids of the cards that were signed since then, sorted. */
    long[] idsSince(long then) {
        long[] fresh = new long[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (cards[i].head().sequence() >= then) {
                fresh[count++] = ids[i];
            }
        }
        return Arrays.copyOf(fresh, count);
    }

    /** Keeps a card that is newer than the one that lies here; false if it is not kept. */
    boolean put(Card card) {
        long owner = card.head().cardId();
        int at = indexOf(owner);
        if (at >= 0) {
            cards[at] = card;
            return true;
        }
        if (isCrowded(card.head()) || size >= settings.cards() && !makeRoom(owner)) {
            return false;
        }
        insert(-indexOf(owner) - 1, owner, card);
        return true;
    }

    void remove(long owner) {
        int at = indexOf(owner);
        if (at >= 0) {
            removeAt(at);
        }
    }

    /** Drops all that are dead. */
    void tick(long now) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (cards[i].head().expires() > now) {
                ids[kept] = ids[i];
                cards[kept] = cards[i];
                edges[kept++] = edges[i];
            }
        }
        Arrays.fill(cards, kept, size, null);
        size = kept;
    }

    /** The heads of up to so many cards whose digests may have all these words. */
    List<CardHead> matching(QueryWords words, int most, Predicate<CardHead> trusted, long now) {
        List<CardHead> found = new ArrayList<>(2);
        for (int i = 0; i < size && found.size() < most; i++) {
            CardHead head = cards[i].head();
            if (head.expires() > now && words.mayBeIn(cards[i].digest()) && trusted.test(head)) {
                found.add(head);
            }
        }
        return found;
    }

    /** The heads of up to so many cards that lie behind this one, in unsigned order of the ids. */
    List<CardHead> after(long id, int most) {
        int zero = from(0);
        List<CardHead> heads = new ArrayList<>();
        for (int i = 0; i < size && heads.size() < most; i++) {
            int at = (zero + i) % size;
            if (Long.compareUnsigned(ids[at], id) > 0) {
                heads.add(cards[at].head());
            }
        }
        return heads;
    }

    /** All heads. */
    List<CardHead> heads() {
        return Arrays.stream(cards, 0, size).map(Card::head).toList();
    }

    /** An owner at random. */
    Optional<Contact> any(RandomGenerator random) {
        return size == 0
                ? Optional.empty()
                : Optional.of(cards[random.nextInt(size)].head().contact());
    }

    /** Through which places a card went on: a bit for each. */
    int edges(long owner) {
        int at = indexOf(owner);
        return at < 0 ? 0 : edges[at];
    }

    void setEdges(long owner, int places) {
        int at = indexOf(owner);
        if (at >= 0) {
            edges[at] = (short) places;
        }
    }

    /** Another neighbour has this place from now on, or none. */
    void forgetPlace(int place) {
        for (int i = 0; i < size; i++) {
            edges[i] &= (short) ~(1 << place);
        }
    }

    private int from(long id) {
        int at = indexOf(id);
        return at < 0 ? -at - 1 : at;
    }

    private int indexOf(long owner) {
        return Arrays.binarySearch(ids, 0, size, owner);
    }

    private void insert(int at, long owner, Card card) {
        if (size == ids.length) {
            int longer = Math.min(settings.cards(), 2 * size);
            ids = Arrays.copyOf(ids, longer);
            cards = Arrays.copyOf(cards, longer);
            edges = Arrays.copyOf(edges, longer);
        }
        System.arraycopy(ids, at, ids, at + 1, size - at);
        System.arraycopy(cards, at, cards, at + 1, size - at);
        System.arraycopy(edges, at, edges, at + 1, size - at);
        ids[at] = owner;
        cards[at] = card;
        edges[at] = 0;
        size++;
    }

    private void removeAt(int at) {
        System.arraycopy(ids, at + 1, ids, at, size - at - 1);
        System.arraycopy(cards, at + 1, cards, at, size - at - 1);
        System.arraycopy(edges, at + 1, edges, at, size - at - 1);
        cards[--size] = null;
    }

    private boolean makeRoom(long newcomer) {
        int last = -1;
        long greatest = rank(newcomer);
        for (int i = 0; i < size; i++) {
            if (Long.compareUnsigned(rank(ids[i]), greatest) > 0) {
                greatest = rank(ids[i]);
                last = i;
            }
        }
        if (last >= 0) {
            removeAt(last);
        }
        return last >= 0;
    }

    private boolean isCrowded(CardHead head) {
        long prefix = Prefix.narrow(head.address());
        if (prefix == Prefix.NONE) {
            return false;
        }
        int same = 0;
        for (int i = 0; i < size; i++) {
            if (Prefix.narrow(cards[i].head().address()) == prefix) {
                same++;
            }
        }
        return same >= settings.cardsInPrefix();
    }

    /** Mixes as the last step of MurmurHash3 does, so that each bit depends on each. */
    private long rank(long owner) {
        long mixed = owner ^ secret;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
