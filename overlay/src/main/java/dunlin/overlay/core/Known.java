package dunlin.overlay.core;

import dunlin.protocol.overlay.Contact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Members that are known beside the neighbours, to take one's place when it is lost. Never more
 * than the settings say, never more than so many of one range of addresses, nobody twice; and at
 * most half are only hearsay once enough have proved who they are, so that nobody surrounds a
 * member by talking.
 */
final class Known {
    private record Entry(Contact contact, long prefix, boolean proven) {}

    private final int most;
    private final int mostInPrefix;
    private final RandomGenerator random;
    private final List<Entry> entries = new ArrayList<>(4);

    Known(Settings settings, RandomGenerator random) {
        this.most = settings.known();
        this.mostInPrefix = settings.knownInPrefix();
        this.random = random;
    }

    int size() {
        return entries.size();
    }

    /** Notes a member of whom another one told. */
    void heard(Contact contact) {
        add(contact, false);
    }

    /** Notes a member that has proved its key to us at this address. */
    void proved(Contact contact) {
        add(contact, true);
    }

    /** Forgets a member: it was not reached, or left. */
    void remove(long id) {
        entries.removeIf(entry -> entry.contact.id() == id);
    }

    /** Takes one out, at random, to be dialled. */
    Optional<Contact> take() {
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(entries.remove(random.nextInt(entries.size())).contact);
    }

    /** Up to so many, at random, each once. */
    List<Contact> some(int count) {
        return Chance.some(entries, count, random).stream().map(Entry::contact).toList();
    }

    private void add(Contact contact, boolean proven) {
        int at = indexOf(contact.id());
        boolean isSaid = at >= 0 && entries.get(at).contact.equals(contact);
        if (isSaid && entries.get(at).proven == proven || at >= 0 && !proven) {
            return;
        }
        Entry entry = new Entry(contact, Prefix.wide(contact.address()), proven);
        if (at >= 0) {
            entries.set(at, entry);
        } else if (!isCrowded(entry.prefix)) {
            if (entries.size() < most) {
                entries.add(entry);
            } else {
                giveWay(proven).ifPresent(place -> entries.set(place, entry));
            }
        }
    }

    private int indexOf(long id) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).contact.id() == id) {
                return i;
            }
        }
        return -1;
    }

    private boolean isCrowded(long prefix) {
        int same = 0;
        for (Entry entry : entries) {
            if (entry.prefix == prefix) {
                same++;
            }
        }
        return prefix != Prefix.NONE && same >= mostInPrefix;
    }

    /** Whose place a new one takes: one of hearsay, unless the proven have more than their half. */
    private Optional<Integer> giveWay(boolean forProven) {
        int proven = (int) entries.stream().filter(Entry::proven).count();
        boolean fromProven = forProven ? proven >= most / 2 : proven > most / 2;
        List<Integer> places = new ArrayList<>(most);
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).proven == fromProven) {
                places.add(i);
            }
        }
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(places.get(random.nextInt(places.size())));
    }
}
