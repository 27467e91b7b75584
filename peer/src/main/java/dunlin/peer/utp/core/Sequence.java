package dunlin.peer.utp.core;

/**
 * Sequence numbers, which wrap around at 65,536 on the wire (BEP 29, "seq_nr") and never do here.
 */
final class Sequence {
    private Sequence() {}

    /** The number nearest to one that is known which is this one on the wire. */
    static long near(long known, int wire) {
        return known + (short) (wire - (int) known);
    }
}
