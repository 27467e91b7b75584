package dunlin.overlay.core;

import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Members exchange whom they know: a shuffle walks some steps at random, whoever it ends at notes
 * the members in it and gives as many back, along the same way. So everybody knows a few members
 * from all over the network, which is what it mends itself with.
 */
final class Shuffles {
    private static final long OWN = -1;
    private static final int NEIGHBOURS_TOLD = 3;
    private static final int KNOWN_TOLD = 4;

    private final Seams seams;
    private final Links links;
    private final Known known;
    private final Introductions introductions;
    private long next;

    Shuffles(Seams seams, Links links, Known known, Introductions introductions) {
        this.seams = seams;
        this.links = links;
        this.known = known;
        this.introductions = introductions;
    }

    long next() {
        return next;
    }

    void tick(long now) {
        if (now < next) {
            return;
        }
        long every = seams.settings().shuffleEvery().toMillis();
        next = now + every - every / 6 + seams.random().nextLong(every / 3 + 1);
        for (Linked first : links.someNeighbours(1, Linked.NO_LINK)) {
            start(first, seams.settings().walk());
        }
    }

    /** Exchanges with whoever is at the end of a walk that begins on this link. */
    void start(Linked first, int steps) {
        if (seams.self().visitor()) {
            return;
        }
        first.walkFrom(OWN);
        links.send(first, new Shuffle(steps, seams.contact(), sample(first)));
    }

    void shuffle(Linked from, Shuffle walk) {
        if (from.link.visitor()) {
            links.drop(from, Drop.OUT_OF_PLACE);
            return;
        }
        int left = Math.min(walk.ttl(), seams.settings().walk());
        Optional<Linked> next =
                left > 0
                        ? links.someNeighbours(1, from.id()).stream().findFirst()
                        : Optional.empty();
        if (next.isPresent() && next.get().member() != walk.origin().id()) {
            next.get().walkFrom(from.id());
            links.send(next.get(), new Shuffle(left - 1, walk.origin(), walk.contacts()));
            return;
        }
        links.send(from, new ShuffleReply(sample(from)));
        introductions.hear(from, walk.contacts());
        introductions.hear(from, List.of(walk.origin()));
    }

    void reply(Linked from, ShuffleReply reply) {
        OptionalLong goesTo = from.walkEnds();
        if (goesTo.isEmpty()) {
            links.drop(from, Drop.OUT_OF_PLACE);
        } else if (goesTo.getAsLong() == OWN) {
            introductions.hear(from, reply.contacts());
        } else {
            links.get(goesTo.getAsLong()).ifPresent(before -> links.send(before, reply));
        }
    }

    private List<Contact> sample(Linked butNot) {
        List<Contact> sample = new ArrayList<>(NEIGHBOURS_TOLD + KNOWN_TOLD);
        for (Linked neighbour : links.someNeighbours(NEIGHBOURS_TOLD, butNot.id())) {
            sample.add(neighbour.contact());
        }
        for (Contact contact : known.some(KNOWN_TOLD)) {
            if (contact.id() != butNot.member()) {
                sample.add(contact);
            }
        }
        return sample;
    }
}
