package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who is being dialled, and for whom. Each address at most once at a time, however many want it;
 * and whoever wanted it hears of it once.
 */
final class Dials {
    /** Most at one time, so that no gossip makes us knock at a thousand doors. */
    private static final int MOST = 64;

    /** What becomes of an attempt. */
    interface Wish {
        void linked(Linked link, long now);

        void failed(long now);
    }

    private final Consumer<PeerAddress> dial;
    private final Map<PeerAddress, List<Wish>> wishes = new HashMap<>(4);

    Dials(Consumer<PeerAddress> dial) {
        this.dial = dial;
    }

    /** Dials, unless that is under way; false if there is no room for one more. */
    boolean add(PeerAddress address, Wish wish) {
        List<Wish> same = wishes.get(address);
        if (same != null) {
            same.add(wish);
            return true;
        }
        if (wishes.size() >= MOST) {
            return false;
        }
        wishes.put(address, new ArrayList<>(List.of(wish)));
        dial.accept(address);
        return true;
    }

    boolean isDialling(PeerAddress address) {
        return wishes.containsKey(address);
    }

    /** Who wanted this address; nobody does any more. */
    List<Wish> end(PeerAddress address) {
        List<Wish> ended = wishes.remove(address);
        return ended == null ? List.of() : ended;
    }
}
