package dunlin.peer.utp.core;

/**
 * Decides which packets are lost: those sent before others that arrived, by so many packets or so
 * long that it is not just another order. The order is that of sending, not of the numbers, so it
 * holds for packets sent again, and for many sent at one time (RFC 8985 and RFC 9002, section 6, in
 * spirit). Not thread-safe.
 */
final class Losses {
    private static final int USUAL_DISORDER = 3;
    private static final int MOST_DISORDER = 96;

    private final InFlight packets;
    private final RoundTrip roundTrip;
    private int disorder = USUAL_DISORDER;
    private long newest = -1;
    private long highest = -1;
    private long nextTime = Long.MAX_VALUE;
    private long widenAgain = Long.MIN_VALUE;

    Losses(InFlight packets, RoundTrip roundTrip) {
        this.packets = packets;
        this.roundTrip = roundTrip;
    }

    /** When another packet counts as lost if nothing comes until then. */
    long nextTime() {
        return nextTime;
    }

    /** A packet is about to be noted as arrived. */
    void arrives(long sequence, long now) {
        highest = Math.max(highest, sequence);
        boolean isLateFirst =
                packets.state(sequence) == InFlight.LOST
                        || packets.times(sequence) > 1
                                && roundTrip.isKnown()
                                && now - packets.sentAt(sequence) < roundTrip.least();
        if (isLateFirst) {
            if (now >= widenAgain) {
                disorder = Math.min(MOST_DISORDER, 2 * disorder);
                widenAgain = now + roundTrip.smoothed();
            }
        } else {
            newest = Math.max(newest, packets.number(sequence));
        }
    }

    /** The next packet that counts as lost now; -1 if there is none. */
    long next(long from, long now) {
        if (from == packets.first()) {
            nextTime = Long.MAX_VALUE;
        }
        long patience = patience();
        long end = Math.min(highest, packets.next());
        for (long i = from; i < end; i++) {
            if (packets.state(i) != InFlight.SENT || packets.number(i) >= newest) {
                continue;
            }
            long due = packets.sentAt(i) + patience;
            if (newest - packets.number(i) >= disorder || due <= now) {
                return i;
            }
            nextTime = Math.min(nextTime, due);
        }
        return -1;
    }

    /** Nothing is known of the order any more: all was taken for lost. */
    void forget() {
        nextTime = Long.MAX_VALUE;
    }

    private long patience() {
        long usual = Math.max(roundTrip.smoothed(), roundTrip.latest());
        return usual + (disorder > USUAL_DISORDER ? usual / 2 : usual / 8) + 1_000_000;
    }
}
