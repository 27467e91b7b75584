package dunlin.overlay.core;

import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.overlay.Contact;
import java.util.ArrayList;
import java.util.List;

/** Of whom members tell each other, and what counts of that. */
final class Introductions {
    private static final int MOST_TOLD = 6;

    private final Seams seams;
    private final Links links;
    private final Known known;

    Introductions(Seams seams, Links links, Known known) {
        this.seams = seams;
        this.links = links;
        this.known = known;
    }

    /** Members to tell this one of: neighbours and known ones. */
    List<Contact> to(Linked butNot) {
        List<Contact> some = new ArrayList<>(known.some(MOST_TOLD));
        for (Linked neighbour : links.someNeighbours(MOST_TOLD / 2, butNot.id())) {
            some.addFirst(neighbour.contact());
        }
        return some.stream()
                .filter(contact -> contact.id() != butNot.member())
                .distinct()
                .limit(MOST_TOLD)
                .toList();
    }

    /** Notes of whom somebody tells, as far as it may. */
    void hear(Linked from, List<Contact> contacts) {
        for (Contact contact : contacts) {
            if (maySay(from, contact)
                    && contact.id() != seams.self().id()
                    && !links.isNeighbour(contact.id())) {
                known.heard(contact);
            }
        }
    }

    /** Whether this one may tell of somebody there; else that is counted. */
    boolean maySay(Linked from, Contact contact) {
        boolean may = Prefix.maySay(from.link.remote(), contact.address());
        if (!may) {
            links.drop(from, Drop.FOREIGN_ADDRESS);
        }
        return may;
    }
}
