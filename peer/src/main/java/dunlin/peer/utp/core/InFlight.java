package dunlin.peer.utp.core;

import java.util.Arrays;

/**
 * The packets that were sent and are not known to have arrived, and those after them, in arrays by
 * sequence number. Each is in one state:
 *
 * <pre>
 * SENT ──→ ARRIVED
 *  ↑ ↓       ↑
 * LOST ──────┘      LOST → SENT: sent again
 * </pre>
 *
 * Not thread-safe.
 */
final class InFlight {
    static final byte SENT = 1;
    static final byte LOST = 2;
    static final byte ARRIVED = 3;

    private static final int FEWEST = 32;

    private int mask = FEWEST - 1;
    private long[] sentAt = new long[FEWEST];
    private long[] number = new long[FEWEST];
    private long[] offset = new long[FEWEST];
    private int[] length = new int[FEWEST];
    private short[] times = new short[FEWEST];
    private byte[] state = new byte[FEWEST];

    private long first;
    private long next;
    private long numbers;
    private long underWay;
    private long outstanding;
    private int lost;
    private long resendFrom;

    InFlight(long next) {
        first = next;
        this.next = next;
        resendFrom = next;
    }

    /** The first packet that is not known to have arrived. */
    long first() {
        return first;
    }

    /** The number of the next new packet. */
    long next() {
        return next;
    }

    /** From the first one that is missing to the last one sent. */
    int span() {
        return (int) (next - first);
    }

    boolean isEmpty() {
        return first == next;
    }

    /** Bytes of packets that may still be on the way. */
    long underWay() {
        return underWay;
    }

    /** Bytes of packets that have not arrived, whether they are on the way or lost. */
    long outstanding() {
        return outstanding;
    }

    /** Packets that wait to be sent again. */
    int lost() {
        return lost;
    }

    byte state(long sequence) {
        return state[at(sequence)];
    }

    /** When it was last sent. */
    long sentAt(long sequence) {
        return sentAt[at(sequence)];
    }

    /** Its place in the order in which packets were last sent, new ones and others. */
    long number(long sequence) {
        return number[at(sequence)];
    }

    /** Where its bytes begin in the stream. */
    long offset(long sequence) {
        return offset[at(sequence)];
    }

    int length(long sequence) {
        return length[at(sequence)];
    }

    /** How often it was sent. */
    int times(long sequence) {
        return times[at(sequence)];
    }

    /** The number of the next new packet is given to none; only while all have arrived. */
    void skip() {
        next++;
        first = next;
        resendFrom = next;
    }

    /** A new packet is sent. @return its sequence number */
    long add(long offset, int length, long now) {
        if (span() > mask) {
            widen();
        }
        int at = at(next);
        this.offset[at] = offset;
        this.length[at] = length;
        times[at] = 1;
        sentAt[at] = now;
        number[at] = numbers++;
        state[at] = SENT;
        underWay += length;
        outstanding += length;
        return next++;
    }

    /** One is sent again, lost or to see whether it is. */
    void again(long sequence, long now) {
        int at = at(sequence);
        if (state[at] == LOST) {
            lost--;
            underWay += length[at];
            state[at] = SENT;
        }
        times[at] = (short) Math.min(Short.MAX_VALUE, times[at] + 1);
        sentAt[at] = now;
        number[at] = numbers++;
    }

    void lose(long sequence) {
        int at = at(sequence);
        state[at] = LOST;
        lost++;
        underWay -= length[at];
        resendFrom = Math.min(resendFrom, sequence);
    }

    /** All that may be on the way is taken for lost. */
    void loseAll() {
        for (long i = first; i < next; i++) {
            if (state(i) == SENT) {
                lose(i);
            }
        }
    }

    /** The first packet that waits to be sent again; only if there is one. */
    long firstLost() {
        resendFrom = Math.max(resendFrom, first);
        while (state(resendFrom) != LOST) {
            resendFrom++;
        }
        return resendFrom;
    }

    /** One arrived that had not. */
    void arrive(long sequence) {
        int at = at(sequence);
        if (state[at] == LOST) {
            lost--;
        } else {
            underWay -= length[at];
        }
        outstanding -= length[at];
        state[at] = ARRIVED;
        while (first < next && state(first) == ARRIVED) {
            first++;
        }
        if (lost == 0) {
            resendFrom = next;
        }
    }

    private int at(long sequence) {
        return (int) sequence & mask;
    }

    private void widen() {
        int size = 2 * (mask + 1);
        long[] sentAt = Arrays.copyOf(this.sentAt, size);
        long[] number = Arrays.copyOf(this.number, size);
        long[] offset = Arrays.copyOf(this.offset, size);
        int[] length = Arrays.copyOf(this.length, size);
        short[] times = Arrays.copyOf(this.times, size);
        byte[] state = Arrays.copyOf(this.state, size);
        for (long i = first; i < next; i++) {
            int from = at(i);
            int to = (int) i & (size - 1);
            sentAt[to] = this.sentAt[from];
            number[to] = this.number[from];
            offset[to] = this.offset[from];
            length[to] = this.length[from];
            times[to] = this.times[from];
            state[to] = this.state[from];
        }
        this.sentAt = sentAt;
        this.number = number;
        this.offset = offset;
        this.length = length;
        this.times = times;
        this.state = state;
        mask = size - 1;
    }
}
