package dunlin.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What all connections of a node may take of its process together: how many there are, and the
 * bytes that wait in their buffers. A bound for each connection alone is none: a thousand strangers
 * that are let 1 MiB each have a GiB. Thread-safe; its monitor guards all, and nobody is called
 * under it.
 */
public final class ConnectionBudget {
    /** Of so many connections, one is kept for dialling: strangers alone never fill the node. */
    private static final int KEPT_FOR_DIALLING = 4;

    /** Who holds bytes, and can be told to let them go. */
    interface Holder {
        /** For how long nothing has left, although something waits; nanoseconds. */
        long stuckNanos(long nanoTime);

        /** The connection is to be closed. Called with no lock held. */
        void giveWay(String reason);
    }

    private final int connections;
    private final long bytes;

    @GuardedBy("this")
    private int open;

    @GuardedBy("this")
    private long held;

    /** Those that hold anything. */
    @GuardedBy("this")
    private final Set<Holding> holdings = new HashSet<>();

    /**
     * A budget for one node.
     *
     * @param connections the most that are open at once, from 4 on; a quarter are for dialling
     * @param bytes the most that wait in the buffers of all of them, beyond the few KiB that each
     *     connection has anyway
     */
    public ConnectionBudget(int connections, long bytes) {
        if (connections < KEPT_FOR_DIALLING || bytes < 1) {
            throw new IllegalArgumentException(
                    "%d connections with %d bytes".formatted(connections, bytes));
        }
        this.connections = connections;
        this.bytes = bytes;
    }

    /** One for who dials a few peers and is gone. */
    public static ConnectionBudget small() {
        return new ConnectionBudget(1_000, 16 << 20);
    }

    /** The most connections at once. */
    public int connections() {
        return connections;
    }

    /** The bytes that wait now. */
    public synchronized long heldBytes() {
        return held;
    }

    /** Counts a connection that came in. @return false if there are too many, and it is not */
    synchronized boolean enterIncoming() {
        return enterBelow(connections - connections / KEPT_FOR_DIALLING);
    }

    /** Counts a connection that is dialled. @return false if there are too many, and it is not */
    public synchronized boolean enterDialled() {
        return enterBelow(connections);
    }

    private synchronized boolean enterBelow(int most) {
        if (open >= most) {
            return false;
        }
        open++;
        return true;
    }

    /** A connection that was counted is closed. */
    public synchronized void leave() {
        open--;
    }

    /** The bytes of one connection. */
    Holding holding(Holder holder) {
        return new Holding(holder);
    }

    /** What one connection holds. Nothing is counted for it any more after its end. */
    final class Holding {
        private final Holder holder;

        // Guarded by the budget's monitor.
        private long own;
        private boolean ended;

        private Holding(Holder holder) {
            this.holder = holder;
        }

        /** It holds so many bytes more, or less. May be called under the connection's lock. */
        void change(long more) {
            ConnectionBudget.this.change(this, more);
        }

        /**
         * Closes connections until the sum is within the budget, perhaps this one: to be called
         * after more is held, with no lock of a connection.
         */
        void makeRoom() {
            for (Holding one : overdrawn(System.nanoTime())) {
                one.holder.giveWay(
                        "the buffers of all connections are full, and it reads too slowly");
            }
        }

        /** The connection is closed: what it holds goes with it. */
        void end() {
            ConnectionBudget.this.end(this);
        }
    }

    private synchronized void change(Holding who, long more) {
        if (who.ended) {
            return;
        }
        who.own += more;
        held += more;
        if (who.own > 0) {
            holdings.add(who);
        } else {
            holdings.remove(who);
        }
    }

    private synchronized void end(Holding who) {
        held -= who.own;
        who.own = 0;
        who.ended = true;
        holdings.remove(who);
    }

    /** Those that have to go: whoever reads is never stuck for long, and so goes last. */
    private synchronized List<Holding> overdrawn(long now) {
        List<Holding> gone = new ArrayList<>();
        while (held > bytes) {
            Holding heaviest =
                    Collections.max(holdings, Comparator.comparingDouble(one -> weight(one, now)));
            end(heaviest);
            gone.add(heaviest);
        }
        return gone;
    }

    /** Bytes, and each second for which they have not moved counts them once more. */
    private static double weight(Holding who, long now) {
        double seconds = who.holder.stuckNanos(now) / (double) TimeUnit.SECONDS.toNanos(1);
        return who.own * (1 + seconds);
    }
}
