package dunlin.peer.dial;

import dunlin.peer.Transport.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides when which way to one peer is tried. The first begins at once, the next when that has not
 * connected after a head start, or as soon as it has failed. The first to connect is greeted, and
 * all others are given up; should it fail to greet us, the others have their turn.
 *
 * <pre>
 * WAITING ──due──→ UNDER_WAY ──connected──→ GREETED ──handshake failed──→ OUT
 *    ↑                 ├──another connected──→ WAITING                     ↑
 *    └─────────────────┘                     └────────failed──────────────┘
 * </pre>
 *
 * <p>Times are those of {@link System#nanoTime}. Pure; not thread-safe.
 */
final class Race {
    /**
     * What the first way has before the next begins: a round trip to the other end of the earth.
     */
    static final Duration HEAD_START = Duration.ofMillis(250);

    /**
     * Who refuses TCP is there, and near enough to have done so: an answer over uTP takes no longer
     * than a first packet, a second one after a second, and a round trip.
     */
    static final Duration AFTER_REFUSAL = Duration.ofMillis(2_500);

    private enum State {
        WAITING,
        UNDER_WAY,
        GREETED,
        OUT
    }

    private final List<Kind> order;
    private final Map<Kind, State> states = new EnumMap<>(Kind.class);
    private long begins;
    private long end;

    /**
     * @param order the ways that there are, at least one, the first to be tried first
     * @param limit for all of it
     */
    Race(List<Kind> order, Duration limit, long now) {
        this.order = order;
        order.forEach(kind -> states.put(kind, State.WAITING));
        begins = now;
        end = now + limit.toNanos();
    }

    /** A way that is to begin now. To be asked again until there is none. */
    Optional<Kind> due(long now) {
        if (now - begins < 0) {
            return Optional.empty();
        }
        Optional<Kind> next = first(State.WAITING);
        next.ifPresent(kind -> {
            states.put(kind, State.UNDER_WAY);
            begins = now + HEAD_START.toNanos();
        });
        return next;
    }

    /** How long to wait for news until something is due, or all of it is over; from 0 on. */
    Duration pause(long now) {
        boolean waits = first(State.WAITING).isPresent();
        long nanos = waits ? Math.min(begins - now, end - now) : end - now;
        return Duration.ofNanos(Math.max(0, nanos));
    }

    /** Whether no way is left, or no time. */
    boolean isOver(long now) {
        return now - end >= 0 || states.values().stream().allMatch(it -> it == State.OUT);
    }

    /** What is left of the time; from 0 on. */
    Duration left(long now) {
        return Duration.ofNanos(Math.max(0, end - now));
    }

    /** A way that was under way did not connect. */
    void failed(Kind kind, long now) {
        states.put(kind, State.OUT);
        if (first(State.UNDER_WAY).isEmpty()) {
            begins = now;
        }
        if (kind == Kind.TCP) {
            end = Math.min(end - now, AFTER_REFUSAL.toNanos()) + now;
        }
    }

    /**
     * The first way has connected: it is to be greeted, and the others are to be given up.
     *
     * @return how long the handshake may take: half of what is left, if there is another way
     */
    Duration connected(Kind kind, long now) {
        states.replaceAll((_, state) -> state == State.OUT ? State.OUT : State.WAITING);
        states.put(kind, State.GREETED);
        return first(State.WAITING).isPresent() ? left(now).dividedBy(2) : left(now);
    }

    /** The way that was greeted did not greet us: whatever accepted there is no peer. */
    void handshakeFailed(Kind kind, long now) {
        states.put(kind, State.OUT);
        begins = now;
    }

    private Optional<Kind> first(State state) {
        return order.stream().filter(kind -> states.get(kind) == state).findFirst();
    }
}
