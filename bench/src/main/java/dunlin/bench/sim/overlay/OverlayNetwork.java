package dunlin.bench.sim.overlay;

import dunlin.bench.sim.Addresses;
import dunlin.bench.sim.EventQueue;
import dunlin.bench.sim.Graph;
import dunlin.bench.sim.Latencies;
import dunlin.bench.sim.Sessions;
import dunlin.bench.sim.Traffic;
import dunlin.overlay.core.Settings;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.QuestionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An overlay of real members over connections that take time. Members enter by others that are
 * there, go in one of three ways, and others come in their places. Not thread-safe.
 */
final class OverlayNetwork implements Graph {
    private static final int ENTRANCES = 3;

    /** Round trips until a connection can be used: TCP, handshake, hello and proof. */
    private static final int ROUND_TRIPS = 3;

    /** Of each side: handshake, extension handshake, hello and proof. */
    private static final int CONNECT_BYTES = 68 + 200 + 120 + 70;

    /** The time at which the simulation begins, in milliseconds since 1970. */
    private static final long BEGINNING = 1_800_000_000_000L;

    private static final long DIAL = TimeUnit.SECONDS.toNanos(5);
    private static final long FAREWELL = TimeUnit.SECONDS.toNanos(1);
    private static final long GROWN_UP = TimeUnit.MINUTES.toNanos(1);
    private static final long FAR = TimeUnit.DAYS.toMillis(365);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    final EventQueue events = new EventQueue();
    final Traffic traffic = new Traffic();
    final Latencies latencies;

    private final SplittableRandom random;
    private final Sessions sessions;
    private final Settings settings;
    private final int swallowersInHundred;
    private final List<@Nullable OverlayHost> hosts = new ArrayList<>();
    private final Map<PeerAddress, OverlayHost> byAddress = new HashMap<>();
    private final Map<QuestionId, Tally> tallies = new HashMap<>();
    private int made;
    private long wires;
    private long linksMade;
    private boolean isChurning;
    private IntPredicate side = number -> true;
    private boolean isParted;

    OverlayNetwork(int nodes, Settings settings, int swallowersInHundred, SplittableRandom random) {
        this.random = random;
        this.settings = settings;
        this.swallowersInHundred = swallowersInHundred;
        this.latencies = new Latencies(nodes, random.split());
        this.sessions = new Sessions(Sessions.MEDIAN, random.split());
        for (int i = 0; i < nodes; i++) {
            hosts.add(null);
        }
    }

    /** Members enter one after the other, evenly within so many nanoseconds; then time stops. */
    void build(long nanos) {
        events.spread(hosts.size(), nanos, this::enter);
    }

    /** From now on members leave when their sessions end, and others come. */
    void churn() {
        isChurning = true;
        hosts().forEach(this::endLater);
    }

    /** From now on nobody leaves or comes. */
    void endChurn() {
        isChurning = false;
    }

    private void endLater(OverlayHost host) {
        events.after(
                sessions.next(),
                () -> {
                    if (!host.isGone && isChurning) {
                        depart(host, anyDeparture());
                        enter(host.number);
                    }
                });
    }

    /** Half say goodbye, of the others some are killed and some fall silent. */
    private Departure anyDeparture() {
        int drawn = random.nextInt(10);
        return drawn < 5 ? Departure.GOODBYE : drawn < 8 ? Departure.KILLED : Departure.SILENT;
    }

    /** A member goes, and nobody comes in its place. */
    void depart(OverlayHost host, Departure departure) {
        byAddress.remove(host.address);
        host.departure = departure;
        hosts.set(host.number, null);
        if (departure == Departure.GOODBYE) {
            host.node.leave(millis());
            events.after(FAREWELL, () -> fallSilent(host));
        } else {
            fallSilent(host);
        }
    }

    private void fallSilent(OverlayHost host) {
        host.isGone = true;
        if (host.departure != Departure.SILENT) {
            List.copyOf(host.wires.values()).forEach(wire -> closed(host, wire));
        }
        host.wires.clear();
    }

    void enter(int number) {
        latencies.place(number);
        PeerAddress address = Addresses.of(made++);
        boolean swallows = random.nextInt(100) < swallowersInHundred;
        OverlayHost host =
                new OverlayHost(this, number, address, swallows, settings, random.split());
        List<PeerAddress> entrances = new ArrayList<>();
        for (int i = 0; i < ENTRANCES && !byAddress.isEmpty(); i++) {
            entrances.add(any().address);
        }
        hosts.set(number, host);
        byAddress.put(address, host);
        host.node.found(entrances, millis());
        tick(host);
        if (isChurning) {
            endLater(host);
        }
    }

    void dial(OverlayHost from, PeerAddress address) {
        OverlayHost to = byAddress.get(address);
        if (to == null || isApart(from, to)) {
            boolean refuses = to == null && (address.low() & 1) == 0; // a machine that is still on
            events.after(
                    refuses ? latencies.packet(from.number, any().number) * 2 : DIAL,
                    () -> dialFailed(from, address));
            return;
        }
        long time = 0;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            time += latencies.message(from.number, to.number);
            time += latencies.message(to.number, from.number);
        }
        traffic.add("connect", 2 * (CONNECT_BYTES + ROUND_TRIPS * Sizes.HEADERS));
        events.after(time, () -> connected(from, to));
    }

    private void dialFailed(OverlayHost from, PeerAddress address) {
        if (!from.isGone) {
            from.node.dialFailed(address, millis());
            tick(from);
        }
    }

    private void connected(OverlayHost from, OverlayHost to) {
        if (from.isGone) {
            return;
        }
        if (to.isGone) {
            dialFailed(from, to.address);
            return;
        }
        Wire wire = new Wire(wires++, from, to);
        to.linked(wire, from, millis());
        tick(to);
        from.linked(wire, to, millis());
        tick(from);
        linksMade++;
    }

    void send(OverlayHost from, Wire wire, OverlayMessage message) {
        OverlayHost to = wire.otherThan(from);
        int size = Sizes.of(message);
        traffic.add(message.getClass().getSimpleName(), size);
        watch(from, message, size);
        deliver(wire, from, () -> received(to, wire, message));
    }

    /** Counts what belongs to a search that is watched. */
    private void watch(OverlayHost from, OverlayMessage message, int size) {
        Tally tally =
                switch (message) {
                    case OverlayMessage.Question question -> question(from, question);
                    case OverlayMessage.Answer answer -> tallies.get(answer.id());
                    case OverlayMessage.Cancel cancel -> tallies.get(cancel.id());
                    case OverlayMessage.Hits hits -> tallies.get(hits.hits().question());
                    case OverlayMessage.Ask ask -> {
                        if (from.tally != null) {
                            tallies.put(ask.id(), from.tally);
                        }
                        yield from.tally;
                    }
                    default -> null;
                };
        if (tally != null) {
            tally.message(size);
        }
    }

    private @Nullable Tally question(OverlayHost from, OverlayMessage.Question question) {
        Tally tally = tallies.get(question.id());
        if (tally == null && from.tally != null) {
            tally = from.tally;
            tally.rounds++;
            tallies.put(question.id(), tally);
        }
        if (tally != null) {
            tally.questions++;
        }
        return tally;
    }

    private void received(OverlayHost host, Wire wire, OverlayMessage message) {
        if (host.wires.containsKey(wire.id) && !(host.swallows && isWorthSwallowing(message))) {
            host.node.heard(wire.id, message, millis());
            tick(host);
        }
    }

    private static boolean isWorthSwallowing(OverlayMessage message) {
        return switch (message) {
            case OverlayMessage.Question _, OverlayMessage.Answer _, OverlayMessage.Ask _ -> true;
            case OverlayMessage.CardPush _, OverlayMessage.CardRenewal _ -> true;
            default -> false;
        };
    }

    /** One side has closed; the other hears of it after what was sent before. */
    void closed(OverlayHost host, Wire wire) {
        OverlayHost other = wire.otherThan(host);
        deliver(
                wire,
                host,
                () -> {
                    if (other.wires.remove(wire.id) != null && !other.isGone) {
                        other.node.lost(wire.id, millis());
                        tick(other);
                    }
                });
    }

    private void deliver(Wire wire, OverlayHost from, Runnable arrived) {
        OverlayHost to = wire.otherThan(from);
        if (!isApart(from, to)) {
            long time = events.now() + latencies.message(from.number, to.number);
            events.at(wire.arrival(to, time), arrived);
        }
    }

    /** From now on nothing passes between those that the test tells apart, until {@link #heal}. */
    void part(IntPredicate oneSide) {
        side = oneSide;
        isParted = true;
    }

    void heal() {
        isParted = false;
    }

    private boolean isApart(OverlayHost one, OverlayHost other) {
        return isParted && side.test(one.number) != side.test(other.number);
    }

    /** Does what is due at a host, and sees to it that the next is done in time. */
    void tick(OverlayHost host) {
        long wait = host.node.tick(millis()) - millis();
        if (wait > FAR) {
            return;
        }
        long due = events.now() + Math.max(1, wait) * MILLI;
        if (due < host.tickAt) {
            host.tickAt = due;
            events.at(
                    due,
                    () -> {
                        if (host.tickAt == due && !host.isGone) {
                            host.tickAt = Long.MAX_VALUE;
                            tick(host);
                        }
                    });
        }
    }

    /** The present moment in milliseconds, as members count it. */
    long millis() {
        return BEGINNING + events.now() / MILLI;
    }

    void runFor(long time, TimeUnit unit) {
        events.runUntil(events.now() + unit.toNanos(time));
    }

    /** A member that is there. */
    OverlayHost any() {
        while (true) {
            OverlayHost host = hosts.get(random.nextInt(hosts.size()));
            if (host != null) {
                return host;
            }
        }
    }

    /** The member of that number, which must be there. */
    OverlayHost host(int number) {
        return Objects.requireNonNull(hosts.get(number));
    }

    List<OverlayHost> hosts() {
        return hosts.stream().filter(host -> host != null).toList();
    }

    /**
     * Whether a member is one to search with, or for: it means no harm, has been there for a
     * minute, so that its card is among the others, and is at no other search.
     */
    boolean isSuited(int number) {
        OverlayHost host = host(number);
        return host.tally == null && !host.swallows && events.now() - host.since >= GROWN_UP;
    }

    /** How many connections were made since the beginning. */
    long linksMade() {
        return linksMade;
    }

    @Override
    public int size() {
        return hosts.size();
    }

    @Override
    public boolean isAlive(int node) {
        return hosts.get(node) != null;
    }

    @Override
    public void neighbours(int node, IntConsumer sink) {
        OverlayHost host = hosts.get(node);
        if (host != null) {
            host.node
                    .neighbours()
                    .forEach(neighbour -> {
                        OverlayHost other = byAddress.get(neighbour.link().address());
                        if (other != null) {
                            sink.accept(other.number);
                        }
                    });
        }
    }
}
