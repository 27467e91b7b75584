package dunlin.overlay;

import dunlin.net.HostPrefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections of an {@link Overlay}: those on which nothing is proved yet, the links, and those
 * that are let go and stay until what was sent has left. Guarded by the overlay's lock.
 */
final class LinkTable {
    /** Connections that others made and on which nothing is proved yet: all, and from one host. */
    private static final int MOST_UNPROVED = 64;

    private static final int MOST_UNPROVED_OF_HOST = 16;

    /** How long a link stays that is let go. */
    private static final long FAREWELL_NANOS = Duration.ofMillis(200).toNanos();

    private final Map<Long, LinkTalk> links = new HashMap<>();
    private final Set<LinkTalk> unproved = new HashSet<>();
    private final Map<LinkTalk, Long> leaving = new HashMap<>();
    private int dialling;

    /** A connection begins. @return whether there is a place for it; else it is to be closed */
    boolean begin(LinkTalk fresh) {
        boolean isRoom = fresh.dialled().isPresent() || isRoomFor(fresh); // the node bounds dials
        unproved.add(fresh);
        return isRoom;
    }

    private boolean isRoomFor(LinkTalk fresh) {
        HostPrefix host = HostPrefix.of(fresh.remote().getAddress());
        List<LinkTalk> strangers =
                unproved.stream().filter(link -> link.dialled().isEmpty()).toList();
        long same =
                strangers.stream()
                        .filter(link -> HostPrefix.of(link.remote().getAddress()).equals(host))
                        .count();
        return strangers.size() < MOST_UNPROVED && same < MOST_UNPROVED_OF_HOST;
    }

    /** The other side has proved who it is. */
    void proved(LinkTalk link) {
        unproved.remove(link);
        links.put(link.number(), link);
    }

    Optional<LinkTalk> get(long number) {
        return Optional.ofNullable(links.get(number));
    }

    /** Closes a link once what was sent has left. */
    void letGo(long number, long now) {
        LinkTalk gone = links.remove(number);
        if (gone != null) {
            leaving.put(gone, now + FAREWELL_NANOS);
        }
    }

    /** What a connection was that is gone. */
    enum Was {
        LINK,
        UNPROVED,
        LET_GO
    }

    /** A connection is gone. */
    Was gone(LinkTalk link) {
        leaving.remove(link);
        if (links.remove(link.number(), link)) {
            return Was.LINK;
        }
        return unproved.remove(link) ? Was.UNPROVED : Was.LET_GO;
    }

    void tick(long now) {
        links.values().forEach(link -> link.tick(now));
        unproved.forEach(link -> link.tick(now));
        for (Map.Entry<LinkTalk, Long> each : List.copyOf(leaving.entrySet())) {
            if (each.getValue() - now <= 0) {
                leaving.remove(each.getKey());
                each.getKey().close("left");
            }
        }
    }

    /** Nobody is connected who has proved who it is. */
    boolean isAlone() {
        return links.isEmpty();
    }

    /** Somebody is dialled, or is about to prove who it is. */
    boolean isTrying() {
        return dialling > 0 || !unproved.isEmpty();
    }

    boolean isAnyLeaving() {
        return !leaving.isEmpty();
    }

    /** How many attempts to dial begin, or end if it is below zero. */
    void dials(int more) {
        dialling += more;
    }

    List<LinkTalk> unproved() {
        return List.copyOf(unproved);
    }
}
