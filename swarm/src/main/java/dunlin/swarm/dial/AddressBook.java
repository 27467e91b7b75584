package dunlin.swarm.dial;

import dunlin.net.HostPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses at which peers of one swarm may listen: which of them to dial next, and which never
 * (again). Bounded, since anybody can name addresses by the ten thousand. Told {@link
 * System#nanoTime}; not thread-safe.
 *
 * <p>An address is IDLE, DIALLING or CONNECTED. Only IDLE ones are dialled or forgotten.
 */
public final class AddressBook {
    private static final long SECOND = 1_000_000_000;
    private static final long FIRST_RETRY = 3 * SECOND;
    private static final long LAST_RETRY = 600 * SECOND;

    /** For so long one that is complete, as we are, is left alone. */
    private static final long COMPLETE_RETRY = 1_800 * SECOND;

    private static final int MAX_BANNED = 1_000;
    private static final int MAX_EXCLUDED = 64;

    /** So many peers of one host that were shut out are no accident. */
    private static final int WHOLE_HOST = 3;

    private enum State {
        IDLE,
        DIALLING,
        CONNECTED
    }

    private static final class Entry {
        final InetSocketAddress address;
        Origin origin;
        State state = State.IDLE;
        int failures;
        long dueAt;

        Entry(InetSocketAddress address, Origin origin, long dueAt) {
            this.address = address;
            this.origin = origin;
            this.dueAt = dueAt;
        }

        HostPrefix host() {
            return HostPrefix.of(address.getAddress());
        }
    }

    private final int capacity;
    private final boolean loopback;
    private boolean isPrivate;
    private final Map<InetSocketAddress, Entry> entries = new LinkedHashMap<>();

    /** Addresses of peers that are shut out, the oldest ban first. */
    private final SequencedSet<InetSocketAddress> banned = new LinkedHashSet<>();

    /** How many peers of a host were shut out, the host that began first of all first. */
    private final SequencedMap<HostPrefix, Integer> bannedOf = new LinkedHashMap<>();

    private final Set<InetSocketAddress> excluded = new HashSet<>();

    /**
     * An empty book.
     *
     * @param capacity addresses that are kept at most
     * @param loopback whether addresses of this machine are taken from anyone, as they may be when
     *     we ourselves listen on loopback only; otherwise just from origins that may name them
     */
    public AddressBook(int capacity, boolean loopback) {
        this.capacity = capacity;
        this.loopback = loopback;
    }

    /**
     * An address was named.
     *
     * @return whether it is in the book now
     */
    boolean add(InetSocketAddress address, Origin origin, long now) {
        if (!dialable(address, origin) || banned(address)) {
            return false;
        }
        Entry entry = enter(address, origin, now);
        if (entry != null && origin.isKept() && !entry.origin.isKept()) {
            entry.origin = origin;
        }
        return entry != null;
    }

    /**
     * The share is private (BEP 27): from here on only origins that serve private shares are heard,
     * and what came from others is forgotten. The one place that holds this, for all who name
     * addresses.
     */
    void keepPrivate() {
        isPrivate = true;
        entries.values().removeIf(entry -> !entry.origin.servesPrivate());
    }

    private boolean dialable(InetSocketAddress address, Origin origin) {
        InetAddress host = address.getAddress();
        if (host == null || address.getPort() == 0 || excluded.contains(address)) {
            return false;
        }
        if (isPrivate && !origin.servesPrivate()) {
            return false;
        }
        if (host.isAnyLocalAddress() || host.isMulticastAddress()) {
            return false;
        }
        // 0/8 means this network, 240/4 is reserved and holds the broadcast address.
        byte[] bytes = host.getAddress();
        if (host instanceof Inet4Address && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0)) {
            return false;
        }
        return loopback || origin.mayNameLoopback() || !host.isLoopbackAddress();
    }

    private @Nullable Entry enter(InetSocketAddress address, Origin origin, long now) {
        Entry known = entries.get(address);
        if (known != null) {
            return known;
        }
        if (entries.size() >= capacity) {
            Entry victim = victim(origin.isKept());
            if (victim == null) {
                return null;
            }
            entries.remove(victim.address);
        }
        Entry entry = new Entry(address, origin, now);
        entries.put(address, entry);
        return entry;
    }

    /**
     * What to forget for a new address: the idle one that failed most often. One that has not
     * failed yet gives way only to one that is kept, else a flood would wash away the good ones.
     */
    private @Nullable Entry victim(boolean forKept) {
        Entry worst = null;
        for (Entry entry : entries.values()) {
            boolean may = entry.state == State.IDLE && !entry.origin.isKept();
            if (may && (worst == null || entry.failures > worst.failures)) {
                worst = entry;
            }
        }
        return worst != null && (worst.failures > 0 || forKept) ? worst : null;
    }

    /** Never to be dialled: ourselves under an address that we learnt, or the local API. */
    void exclude(InetSocketAddress address) {
        if (excluded.size() < MAX_EXCLUDED) {
            excluded.add(address);
        }
        entries.remove(address);
    }

    /**
     * Up to {@code max} addresses to dial now, those that failed least first, and among equals
     * those that are kept, and then one of each host after the other: a host can be named with
     * every port that it has. They are DIALLING from here on.
     */
    List<InetSocketAddress> dial(int max, long now) {
        if (max <= 0) {
            return List.of();
        }
        List<Entry> due = new ArrayList<>();
        Map<HostPrefix, Integer> ofHost = new HashMap<>();
        for (Entry entry : entries.values()) {
            if (entry.state != State.IDLE) {
                ofHost.merge(entry.host(), 1, Integer::sum);
            } else if (entry.dueAt - now <= 0) {
                due.add(entry);
            }
        }
        Comparator<Entry> byWorth =
                Comparator.comparingInt((Entry entry) -> entry.failures)
                        .thenComparing(entry -> !entry.origin.isKept());
        due.sort(byWorth);
        Map<Entry, Integer> turns = new HashMap<>();
        due.forEach(entry -> turns.put(entry, ofHost.merge(entry.host(), 1, Integer::sum)));
        due.sort(byWorth.thenComparing(turns::get));
        List<InetSocketAddress> chosen = new ArrayList<>();
        for (Entry entry : due.subList(0, Math.min(max, due.size()))) {
            entry.state = State.DIALLING;
            chosen.add(entry.address);
        }
        return chosen;
    }

    /**
     * The peer there is to be dialled out of turn, since it dials us.
     *
     * @return whether it may be, and there is no connection yet
     */
    boolean meet(InetSocketAddress address, long now) {
        add(address, Origin.PEER_EXCHANGE, now);
        Entry entry = entries.get(address);
        if (entry == null || entry.state == State.CONNECTED) {
            return false;
        }
        entry.state = State.DIALLING;
        return true;
    }

    /**
     * Connected to the peer that listens there, whoever dialled. An unknown one is added if it may
     * be, so that it is not dialled when somebody names it.
     */
    void connected(InetSocketAddress address, long now) {
        add(address, Origin.INCOMING, now);
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.state = State.CONNECTED;
        }
    }

    /** Dialling it failed, or its handshake did. It is tried again later, and then later still. */
    void failed(InetSocketAddress address, long now) {
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.state = State.IDLE;
            long wait = FIRST_RETRY << Math.min(entry.failures, 20);
            entry.dueAt = now + Math.min(wait, LAST_RETRY);
            entry.failures++;
        }
    }

    /**
     * The connection is gone.
     *
     * @param worthwhile whether anything useful passed over it; if not, it counts as a failure
     */
    void closed(InetSocketAddress address, boolean worthwhile, long now) {
        Entry entry = entries.get(address);
        if (entry != null && worthwhile) {
            entry.failures = 0;
            entry.state = State.IDLE;
            entry.dueAt = now + FIRST_RETRY;
        } else {
            failed(address, now);
        }
    }

    /**
     * The connection is gone because we are complete and so is the peer: it is not dialled for half
     * an hour, though it be named, and gives way to others in the book. Should it lose something it
     * looks for us itself.
     */
    void complete(InetSocketAddress address, long now) {
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.state = State.IDLE;
            entry.failures = Math.max(1, entry.failures);
            entry.dueAt = now + COMPLETE_RETRY;
        }
    }

    /**
     * The connection is gone because we ended it, for another one soon: it may be dialled at once.
     */
    void released(InetSocketAddress address, long now) {
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.state = State.IDLE;
            entry.dueAt = now;
        }
    }

    /**
     * Shuts a peer out: its addresses, and with the third peer of a host all of that, unless it is
     * this machine. One address may be that of many peers behind a router, who are not to blame for
     * one of them. When too many are banned the oldest ban ends.
     *
     * @param addresses where it listens, and whence it came
     */
    void ban(Collection<InetSocketAddress> addresses) {
        Set<HostPrefix> hosts = new HashSet<>();
        for (InetSocketAddress address : addresses) {
            banned.add(address);
            hosts.add(HostPrefix.of(address.getAddress()));
        }
        hosts.forEach(host -> bannedOf.merge(host, 1, Integer::sum));
        while (banned.size() > MAX_BANNED) {
            banned.removeFirst();
        }
        while (bannedOf.size() > MAX_BANNED) {
            bannedOf.pollFirstEntry();
        }
        entries.keySet().removeIf(this::banned);
    }

    /** Whether the peer at this address, listening or dialling from there, is shut out. */
    boolean banned(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return banned.contains(address)
                || (host != null
                        && !host.isLoopbackAddress()
                        && bannedOf.getOrDefault(HostPrefix.of(host), 0) >= WHOLE_HOST);
    }

    /** Number of addresses that are known, connected or not. */
    int size() {
        return entries.size();
    }

    /** Number of addresses that are being dialled. */
    int dialling() {
        return (int) entries.values().stream().filter(e -> e.state == State.DIALLING).count();
    }

    /** Addresses to which there is a connection, for telling other peers of them; a copy. */
    List<InetSocketAddress> connected() {
        return entries.values().stream()
                .filter(e -> e.state == State.CONNECTED)
                .map(e -> e.address)
                .toList();
    }
}
