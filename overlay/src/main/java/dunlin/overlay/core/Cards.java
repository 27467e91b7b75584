package dunlin.overlay.core;

import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.QueryWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

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

    /** When each was signed last; a renewal changes this and the signature, and nothing else. */
    private long[] sequences = new long[8];

    private Octets[] signatures = new Octets[8];

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
        return at < 0 ? Optional.empty() : Optional.of(new Card(head(at), cards[at].digest()));
    }

    /** The ids of the cards that were signed since then, sorted. */
    long[] idsSince(long then) {
        long[] fresh = new long[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (sequences[i] >= then) {
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
            set(at, card);
            return true;
        }
        if (isCrowded(card.head()) || size >= settings.cards() && !makeRoom(owner)) {
            return false;
        }
        insert(-indexOf(owner) - 1, owner, card);
        return true;
    }

    /** A card that lies here was signed anew. */
    void renew(CardHead head) {
        int at = indexOf(head.cardId());
        if (at >= 0) {
            sequences[at] = head.sequence();
            signatures[at] = head.signature();
        }
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
            if (expires(i) > now) {
                move(i, kept++);
            }
        }
        Arrays.fill(cards, kept, size, null);
        Arrays.fill(signatures, kept, size, null);
        size = kept;
    }

    /** The heads of up to so many cards whose digests may have all these words. */
    List<CardHead> matching(QueryWords words, int most, Predicate<CardHead> trusted, long now) {
        List<CardHead> found = new ArrayList<>(2);
        for (int i = 0; i < size && found.size() < most; i++) {
            if (expires(i) > now && words.mayBeIn(cards[i].digest())) {
                CardHead head = head(i);
                if (trusted.test(head)) {
                    found.add(head);
                }
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
                heads.add(head(at));
            }
        }
        return heads;
    }

    /** All heads. */
    List<CardHead> heads() {
        return IntStream.range(0, size).mapToObj(this::head).toList();
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
            sequences = Arrays.copyOf(sequences, longer);
            signatures = Arrays.copyOf(signatures, longer);
            edges = Arrays.copyOf(edges, longer);
        }
        for (int i = size; i > at; i--) {
            move(i - 1, i);
        }
        ids[at] = owner;
        edges[at] = 0;
        set(at, card);
        size++;
    }

    private void removeAt(int at) {
        for (int i = at + 1; i < size; i++) {
            move(i, i - 1);
        }
        size--;
        Arrays.fill(cards, size, size + 1, null);
        Arrays.fill(signatures, size, size + 1, null);
    }

    private void move(int from, int to) {
        ids[to] = ids[from];
        cards[to] = cards[from];
        sequences[to] = sequences[from];
        signatures[to] = signatures[from];
        edges[to] = edges[from];
    }

    private void set(int at, Card card) {
        cards[at] = card;
        sequences[at] = card.head().sequence();
        signatures[at] = card.head().signature();
    }

    private CardHead head(int at) {
        CardHead first = cards[at].head();
        return first.sequence() == sequences[at] ? first : first.at(sequences[at], signatures[at]);
    }

    private long expires(int at) {
        return sequences[at] + cards[at].head().life() * 1_000L;
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
