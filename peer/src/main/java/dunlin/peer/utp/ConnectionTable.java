package dunlin.peer.utp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the connection of a packet by its sender and its connection id, without an object for the
 * question: open addressing, at most half full. Strangers choose the keys, so they are mixed with
 * numbers that nobody else knows. Thread-safe; nobody is called under its monitor.
 */
final class ConnectionTable {
    private static final int LEAST = 64;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private final long seed1 = RandomGenerator.of("SecureRandom").nextLong();
    private final long seed2 = RandomGenerator.of("SecureRandom").nextLong() | 1;

    @GuardedBy("this")
    private @Nullable UtpTransport[] places = new UtpTransport[LEAST];

    @GuardedBy("this")
    private int size;

    /** The connection whose packets from this address bear this id, or null. */
    synchronized @Nullable UtpTransport find(PeerAddress from, int id) {
        return places[place(from, id)];
    }

    /**
     * Adds a connection.
     *
     * @return false if another one has its address and id
     */
    synchronized boolean add(UtpTransport transport) {
        if (2 * (size + 1) > places.length) {
            resize(2 * places.length);
        }
        int place = place(transport.peer(), transport.id());
        if (places[place] != null) {
            return false;
        }
        places[place] = transport;
        size++;
        return true;
    }

    /** Takes a connection out, if it is in. */
    synchronized void remove(UtpTransport transport) {
        int gap = place(transport.peer(), transport.id());
        if (places[gap] != transport) {
            return;
        }
        places[gap] = null;
        size--;
        if (places.length > LEAST && 8 * size < places.length) {
            resize(places.length / 2);
            return;
        }
        // Those behind, up to the next gap, may have stood there for want of this place.
        int mask = places.length - 1;
        for (int i = gap + 1 & mask; places[i] != null; i = i + 1 & mask) {
            UtpTransport next = places[i];
            places[i] = null;
            places[place(next.peer(), next.id())] = next;
        }
    }

    synchronized int size() {
        return size;
    }

    synchronized List<UtpTransport> all() {
        List<UtpTransport> all = new ArrayList<>(size);
        for (UtpTransport transport : places) {
            if (transport != null) {
                all.add(transport);
            }
        }
        return all;
    }

    @GuardedBy("this")
    private void resize(int length) {
        List<UtpTransport> all = all();
        places = new UtpTransport[length];
        all.forEach(one -> places[place(one.peer(), one.id())] = one);
    }

    /** Where it is, or where it would be. */
    @GuardedBy("this")
    private int place(PeerAddress from, int id) {
        int mask = places.length - 1;
        int i = hash(from, id) & mask;
        for (UtpTransport there = places[i];
                there != null && !(there.id() == id && there.peer().equals(from));
                there = places[i]) {
            i = i + 1 & mask;
        }
        return i;
    }

    private int hash(PeerAddress from, int id) {
        long mixed = (from.high() ^ seed1) * seed2;
        mixed = (Long.rotateLeft(mixed, 32) ^ from.low()) * seed2;
        mixed = (Long.rotateLeft(mixed, 32) ^ (long) from.port() << 16 ^ id) * seed2;
        return (int) ((mixed ^ mixed >>> 32) * MIX >>> 32);
    }
}
