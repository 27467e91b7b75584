package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Addresses at which members were met, or may be met, as some source says: the way in, and the way
 * back when the network fell apart. Each is tried again later and later while nobody is there, and
 * is never more than one of {@value #MOST}; those where nobody was met for longest give way.
 */
final class Met {
    static final int MOST = 64;

    private static final long FIRST_GAP = 2_000;
    private static final long LONGEST_GAP = 16 * 60_000;

    /** While nobody is a neighbour no address waits longer than this. */
    private static final long LONGEST_ALONE = 30_000;

    /** After somebody was met there. */
    private static final long SEEN_GAP = 5 * 60_000;

    private static final class Place {
        long tried;
        long gap;
    }

    private final RandomGenerator random;
    private final Map<PeerAddress, Place> places = new HashMap<>(4);

    Met(RandomGenerator random) {
        this.random = random;
    }

    /** Somebody may be there. Nothing changes for an address that is known. */
    void found(PeerAddress address) {
        if (!places.containsKey(address)) {
            makeRoom();
            places.put(address, new Place());
        }
    }

    /** A member was met there just now. */
    void met(PeerAddress address, long now) {
        found(address);
        Place place = new Place();
        place.tried = now;
        place.gap = SEEN_GAP;
        places.put(address, place);
    }

    /** Nobody answered there, or nobody who belongs to the network. */
    void failed(PeerAddress address, long now) {
        Place place = places.get(address);
        if (place != null) {
            place.tried = now;
            place.gap =
                    place.gap == SEEN_GAP
                            ? FIRST_GAP
                            : Math.clamp(place.gap * 2, FIRST_GAP, LONGEST_GAP);
        }
    }

    void forget(PeerAddress address) {
        places.remove(address);
    }

    /** One that is due, at random, and counts as tried; the predicate says which are of no use. */
    Optional<PeerAddress> next(boolean alone, Predicate<PeerAddress> useless, long now) {
        List<PeerAddress> due = new ArrayList<>();
        places.forEach((address, place) -> {
            long gap = alone ? Math.min(place.gap, LONGEST_ALONE) : place.gap;
            if (now - place.tried >= gap && !useless.test(address)) {
                due.add(address);
            }
        });
        if (due.isEmpty()) {
            return Optional.empty();
        }
        PeerAddress chosen = due.get(random.nextInt(due.size()));
        places.computeIfPresent(
                chosen,
                (_, place) -> {
                    place.tried = now;
                    place.gap = Math.max(place.gap, FIRST_GAP);
                    return place;
                });
        return Optional.of(chosen);
    }

    List<PeerAddress> all() {
        return List.copyOf(places.keySet());
    }

    private void makeRoom() {
        if (places.size() < MOST) {
            return;
        }
        PeerAddress worst = null;
        long longest = -1;
        for (Map.Entry<PeerAddress, Place> each : places.entrySet()) {
            Place place = each.getValue();
            long useless = place.gap == SEEN_GAP ? 0 : place.gap;
            if (useless > longest || useless == longest && random.nextBoolean()) {
                longest = useless;
                worst = each.getKey();
            }
        }
        if (worst != null) {
            places.remove(worst);
        }
    }
}
