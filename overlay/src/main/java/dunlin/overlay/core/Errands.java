package dunlin.overlay.core;

import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.OverlayMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Something that one member is asked itself, over the link to it or one that is made for it. Each
 * errand ends once: with the answer, or without one when its time is over, nobody is reached, or
 * somebody else is there.
 */
final class Errands {
    private static final class Errand {
        final long member;
        final OverlayMessage question;
        final Class<? extends OverlayMessage> answer;
        final long until;
        final Answered end;
        long link = Linked.NO_LINK;
        boolean over;

        Errand(
                long member,
                OverlayMessage question,
                Class<? extends OverlayMessage> answer,
                long until,
                Answered end) {
            this.member = member;
            this.question = question;
            this.answer = answer;
            this.until = until;
            this.end = end;
        }
    }

    private final Seams seams;
    private final Links links;
    private final Dials dials;
    private final BiConsumer<Linked, Long> proved;
    private final List<Errand> errands = new ArrayList<>(0);

    Errands(Seams seams, Links links, Dials dials, BiConsumer<Linked, Long> proved) {
        this.seams = seams;
        this.links = links;
        this.dials = dials;
        this.proved = proved;
    }

    /** Asks a member; over an address of its own if there is no link to it. */
    void run(
            Contact whom,
            OverlayMessage question,
            Class<? extends OverlayMessage> answer,
            Answered end,
            long now) {
        long until = now + seams.settings().ask().toMillis();
        Errand errand = new Errand(whom.id(), question, answer, until, end);
        errands.add(errand);
        Optional<Linked> linked = links.to(whom.id());
        if (linked.isPresent()) {
            send(errand, linked.get());
        } else if (!dials.add(whom.address(), wish(errand))) {
            end(errand, Optional.empty(), now);
        }
    }

    /** Whether a message was the answer to an errand. */
    boolean heard(Linked from, OverlayMessage message, long now) {
        for (Errand errand : errands) {
            if (errand.link == from.id() && errand.answer.isInstance(message)) {
                end(errand, Optional.of(message), now);
                return true;
            }
        }
        return false;
    }

    void lost(long link, long now) {
        for (Errand errand : List.copyOf(errands)) {
            if (errand.link == link) {
                end(errand, Optional.empty(), now);
            }
        }
    }

    void tick(long now) {
        for (Errand errand : List.copyOf(errands)) {
            if (errand.until <= now) {
                end(errand, Optional.empty(), now);
            }
        }
    }

    long next() {
        long next = Long.MAX_VALUE;
        for (Errand errand : errands) {
            next = Math.min(next, errand.until);
        }
        return next;
    }

    private Dials.Wish wish(Errand errand) {
        return new Dials.Wish() {
            @Override
            public void linked(Linked link, long now) {
                proved.accept(link, now);
                if (errand.over) {
                    return;
                }
                if (link.member() == errand.member) {
                    send(errand, link);
                } else {
                    end(errand, Optional.empty(), now);
                }
            }

            @Override
            public void failed(long now) {
                end(errand, Optional.empty(), now);
            }
        };
    }

    private void send(Errand errand, Linked link) {
        errand.link = link.id();
        links.send(link, errand.question);
    }

    private void end(Errand errand, Optional<OverlayMessage> answer, long now) {
        if (!errand.over) {
            errand.over = true;
            errands.remove(errand);
            errand.end.ended(answer, now);
        }
    }
}
