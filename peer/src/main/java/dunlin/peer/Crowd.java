package dunlin.peer;

import dunlin.net.HostPrefix;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who gets a place where there are only so many, and who gives way: a stranger who keeps a place
 * for nothing keeps it only while nobody else needs it. Whoever is useful stays; of the others the
 * host with most places gives one up, and there who wants nothing, the longest idle first. Some
 * places are for those whom we dial: strangers alone never fill all. Beyond those, whom we dialled
 * gives way, too, but not before its time: anybody can have a hundred addresses named to us. Pure;
 * a place is asked for in time proportional to their number.
 *
 * @param most places
 * @param forDialled of those, kept for connections that we dialled
 * @param perHost how many one host may have once half the strangers' places are taken. Before that
 *     they are not short, and many peers may well stand behind one address
 * @param graceNanos for how long who came last cannot be pushed out by who comes next, unless its
 *     host has more places than the other's
 */
public record Crowd(int most, int forDialled, int perHost, long graceNanos) {
    /**
     * Someone with a place, or who wants one.
     *
     * @param dialled whether we dialled it
     * @param useful whether something of use passed of late, either way
     * @param interested whether it wants something of us
     * @param idleSince since when nothing of use passed, or it came; a {@code nanoTime}
     */
    public record Guest<T>(
            T who,
            HostPrefix host,
            boolean dialled,
            boolean useful,
            boolean interested,
            long idleSince) {}

    /** How many are dialled at a time in the hope that they are of more use than those inside. */
    private static final int EXCHANGE = 4;

    /** What is to be done with who wants a place. */
    public sealed interface Answer<T> {
        /** There is one. */
        record Free<T>() implements Answer<T> {}

        /** It gets the place of this one, which is to be closed. */
        record Instead<T>(T leaves) implements Answer<T> {}

        /** All are taken by others who stay for now. */
        record Full<T>() implements Answer<T> {}

        /** Its own host has enough of them. */
        record Enough<T>() implements Answer<T> {}
    }

    /** Decides about a newcomer. @param inside all who have a place */
    public <T> Answer<T> enter(Guest<T> fresh, Collection<Guest<T>> inside, long now) {
        Map<HostPrefix, Integer> counts = new HashMap<>();
        for (Guest<T> guest : inside) {
            counts.merge(guest.host(), 1, Integer::sum);
        }
        long strangers = inside.stream().filter(guest -> !guest.dialled()).count();
        int forStrangers = most - forDialled;
        int own = counts.getOrDefault(fresh.host(), 0);
        boolean enough = !fresh.dialled() && own >= perHost && strangers >= forStrangers / 2;
        boolean full = inside.size() >= most || (!fresh.dialled() && strangers >= forStrangers);
        if (!full && !enough) {
            return new Answer.Free<>();
        }
        Optional<Guest<T>> leaves =
                inside.stream()
                        .filter(guest -> !guest.useful())
                        .filter(guest ->
                                !guest.dialled()
                                        || fresh.dialled()
                                        || inside.size() - strangers > forDialled)
                        .filter(guest -> !enough || guest.host().equals(fresh.host()))
                        .filter(guest ->
                                (!guest.dialled() && counts.getOrDefault(guest.host(), 0) > own + 1)
                                        || isPatienceOver(guest, now))
                        .max(
                                Comparator.comparing((Guest<T> guest) ->
                                                counts.getOrDefault(guest.host(), 0))
                                        .thenComparing(guest -> !guest.interested())
                                        .thenComparing(guest -> now - guest.idleSince()));
        if (leaves.isPresent()) {
            return new Answer.Instead<>(leaves.get().who());
        }
        return enough ? new Answer.Enough<>() : new Answer.Full<>();
    }

    /**
     * How many may be dialled now: as many as there are places, or as could be got from the idle.
     */
    public <T> int room(Collection<Guest<T>> inside, long now) {
        if (inside.size() < most) {
            return most - inside.size();
        }
        return (int)
                inside.stream()
                        .filter(guest -> !guest.useful() && isPatienceOver(guest, now))
                        .limit(EXCHANGE)
                        .count();
    }

    /**
     * How many may be dialled now to give them something: so many that strangers, who come by
     * themselves, lose no place by it. Who was dialled and turns out to want nothing does not count
     * for long.
     */
    public <T> int roomToGive(Collection<Guest<T>> inside, long now) {
        long dialled =
                inside.stream()
                        .filter(Guest::dialled)
                        .filter(guest -> guest.useful() || !isPatienceOver(guest, now))
                        .count();
        return (int) Math.clamp(forDialled - dialled, 0, Math.max(0, most - inside.size()));
    }

    private boolean isPatienceOver(Guest<?> guest, long now) {
        return now - guest.idleSince() >= graceNanos;
    }
}
