package dunlin.peer.utp.core;

import java.util.OptionalInt;

/**
 * Looks for the longest packet that arrives, in bytes of UDP payload: begins where every path
 * works, and tries longer ones one at a time (RFC 8899 in spirit). Not thread-safe.
 */
public final class MtuSearch {
    /** What every path carries: the least of IPv6, without the heads of IPv6 and UDP. */
    public static final int SAFE = 1_280 - 40 - 8;

    /**
     * @param longest the most that may be tried
     */
    public MtuSearch(int longest) {}

    /** Bytes that a packet may have now. */
    public int packetSize() {
        return SAFE;
    }

    /** How long a packet is to be tried now, if any; it is under way from here on. */
    public OptionalInt probe(long now) {
        return OptionalInt.empty();
    }

    /** The probe arrived. */
    public void arrived(long now) {}

    /** The probe did not arrive. */
    public void lost(long now) {}

    /** The system itself refuses packets as long as this. */
    public void refused(int bytes, long now) {}

    /** Packets of the usual length do not arrive any more: back to what every path carries. */
    public void stalled(long now) {}
}
