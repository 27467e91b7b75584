package dunlin.web;

import dunlin.net.HostPrefix;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who holds the few places of some kind, shared out by address: one IPv4 address, or one IPv6 /64.
 *
 * <p>When all are taken, one of the address that holds most gives way to a newcomer:
 *
 * <ul>
 *   <li>an idle one, if the newcomer's address holds no more;
 *   <li>a busy one, if the newcomer's address holds no more even after the change. So whoever holds
 *       one place keeps it, and nobody can take turns at pushing others out.
 * </ul>
 *
 * Of an address the one that has idled longest goes first, then the one that has been busy longest.
 *
 * <p>Only decides: has no lock, no clock, and closes nothing. Not thread-safe.
 *
 * @param <T> who holds a place; two are the same if they are equal
 */
public final class Places<T> {
    /**
     * What becomes of a newcomer.
     *
     * @param admitted whether it holds a place now
     * @param givesWay who lost one for it; to be closed
     */
    public record Outcome<T>(boolean admitted, Optional<T> givesWay) {}

    private final int most;
    private final int mostEach;
    private final Predicate<InetAddress> isMany;

    /** With their addresses; the longest first. */
    private final Map<T, HostPrefix> idle = new LinkedHashMap<>();

    private final Map<T, HostPrefix> busy = new LinkedHashMap<>();
    private final Map<HostPrefix, Integer> held = new HashMap<>();

    /**
     * @param most how many places there are
     * @param mostEach most that one address may hold
     * @param isMany whether an address stands for many, and may hold any number
     */
    public Places(int most, int mostEach, Predicate<InetAddress> isMany) {
        this.most = most;
        this.mostEach = mostEach;
        this.isMany = isMany;
    }

    /** One that is idle at first wants a place. */
    public Outcome<T> enter(T newcomer, InetAddress from) {
        return enter(newcomer, from, idle);
    }

    /** One that is busy from the beginning wants a place. */
    public Outcome<T> enterBusy(T newcomer, InetAddress from) {
        return enter(newcomer, from, busy);
    }

    private Outcome<T> enter(T newcomer, InetAddress from, Map<T, HostPrefix> as) {
        HostPrefix address = HostPrefix.of(from);
        Optional<T> givesWay = Optional.empty();
        boolean hasItsOwn = held(address) >= mostEach && !isMany.test(from);
        if (hasItsOwn || isFull()) {
            givesWay = hasItsOwn ? first(idle, address::equals) : givesWay(held(address));
            if (givesWay.isEmpty()) {
                return new Outcome<>(false, givesWay);
            }
            givesWay.ifPresent(this::leave);
        }
        as.put(newcomer, address);
        held.merge(address, 1, Integer::sum);
        return new Outcome<>(true, givesWay);
    }

    /**
     * @param own how many places the newcomer's address holds
     */
    private Optional<T> givesWay(int own) {
        int top = held.isEmpty() ? 0 : Collections.max(held.values());
        Optional<T> first = first(idle, address -> held(address) == top);
        if (first.isEmpty() && top - 1 >= own + 1) {
            first = first(busy, address -> held(address) == top);
        }
        return first.isPresent() ? first : first(idle, address -> held(address) >= own);
    }

    private static <T> Optional<T> first(Map<T, HostPrefix> places, Predicate<HostPrefix> of) {
        return places.entrySet().stream()
                .filter(place -> of.test(place.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private int held(HostPrefix address) {
        return held.getOrDefault(address, 0);
    }

    /** Whether all places are taken. */
    public boolean isFull() {
        return idle.size() + busy.size() >= most;
    }

    /** The one that has idled longest. */
    public Optional<T> longestIdle() {
        return idle.keySet().stream().findFirst();
    }

    /** This one idles from now on, if it holds a place. */
    public void idles(T holder) {
        move(holder, idle);
    }

    /** This one is busy from now on, if it holds a place. */
    public void works(T holder) {
        move(holder, busy);
    }

    /** To the end of its line, unless it stands there already. */
    private void move(T holder, Map<T, HostPrefix> to) {
        Map<T, HostPrefix> from = to == idle ? busy : idle;
        HostPrefix address = from.remove(holder);
        if (address != null) {
            to.put(holder, address);
        }
    }

    /**
     * This one is busy for another address from now on, if it holds a place and that address may
     * have one more.
     *
     * @return whether it may, and who gives way for it
     */
    public Outcome<T> worksFor(InetAddress other, T holder) {
        HostPrefix before = idle.containsKey(holder) ? idle.get(holder) : busy.get(holder);
        if (before == null || before.equals(HostPrefix.of(other))) {
            works(holder);
            return new Outcome<>(true, Optional.empty());
        }
        leave(holder);
        Outcome<T> outcome = enterBusy(holder, other);
        if (!outcome.admitted()) {
            busy.put(holder, before);
            held.merge(before, 1, Integer::sum);
        }
        return outcome;
    }

    public boolean holds(T holder) {
        return idle.containsKey(holder) || busy.containsKey(holder);
    }

    /** Everyone who holds a place. */
    public Iterable<T> holders() {
        return () -> Stream.concat(idle.keySet().stream(), busy.keySet().stream()).iterator();
    }

    /** This one's place is free, if it held one. */
    public void leave(T holder) {
        HostPrefix address = idle.containsKey(holder) ? idle.remove(holder) : busy.remove(holder);
        if (address != null) {
            held.computeIfPresent(address, (who, count) -> count > 1 ? count - 1 : null);
        }
    }
}
