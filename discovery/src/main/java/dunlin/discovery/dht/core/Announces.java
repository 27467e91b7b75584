package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Announces many, one after the other in the order of their places, spread over a time: each begins
 * with the nodes that the one before it met near by.
 */
final class Announces implements Running {
    private static final int MOST_AT_ONCE = 8;

    /** Begins one announce. */
    interface Announcer {
        Running announce(Announcement announcement, Found found, long now);
    }

    private final Deque<Announcement> left;
    private final DhtNode.Announced listener;
    private final long gap;
    private final Announcer announcer;
    private final Set<Each> open = new HashSet<>();
    private long due;

    /**
     * @param gap from one beginning to the next, in nanoseconds
     */
    Announces(
            Collection<Announcement> all,
            DhtNode.Announced listener,
            long gap,
            Announcer announcer,
            long now) {
        this.left =
                new ArrayDeque<>(
                        all.stream().sorted(Comparator.comparing(Announcement::hash)).toList());
        this.listener = listener;
        this.gap = gap;
        this.announcer = announcer;
        this.due = now;
    }

    boolean isOver() {
        return left.isEmpty();
    }

    /** Begins what is due. @return when the next is */
    long tick(long now) {
        while (!left.isEmpty() && open.size() < MOST_AT_ONCE && due - now <= 0) {
            due = Math.max(due + gap, now - MOST_AT_ONCE * gap);
            Announcement announcement = left.removeFirst();
            Each each = new Each(listener.begins(announcement));
            open.add(each);
            Running running = announcer.announce(announcement, each, now);
            each.running = running;
        }
        return left.isEmpty() || open.size() >= MOST_AT_ONCE ? Long.MAX_VALUE : due;
    }

    @Override
    public void cancel() {
        left.clear();
        for (Each each : open) {
            if (each.running != null) {
                each.running.cancel();
            }
        }
        open.clear();
    }

    /** One announce under way. */
    private final class Each implements Found {
        private final Found listener;
        private @Nullable Running running;

        Each(Found listener) {
            this.listener = listener;
        }

        @Override
        public void peers(List<PeerAddress> peers) {
            listener.peers(peers);
        }

        @Override
        public void done(Outcome outcome) {
            open.remove(this);
            listener.done(outcome);
        }
    }
}
