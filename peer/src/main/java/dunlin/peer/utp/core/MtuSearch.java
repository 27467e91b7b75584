package dunlin.peer.utp.core;

import java.util.OptionalInt;

/**
 * Looks for the longest packet that arrives, in bytes of UDP payload: begins where every path
 * works, tries the lengths that networks usually have, one at a time, then halves what lies between
 * (RFC 8899 in spirit). Not thread-safe.
 */
public final class MtuSearch {
    /** What every path carries: the least of IPv6, without the heads of IPv6 and UDP. */
    public static final int SAFE = 1_280 - 40 - 8;

    /** What Ethernet carries by IPv4. */
    static final int ETHERNET = 1_472;

    /** Ethernet by IPv6 and by IPv4, its large frames by both, and a loopback device. */
    private static final int[] LIKELY = {1_452, ETHERNET, 8_952, 8_972, 65_487};

    /**
     * A longer packet that is not longer by this part of it, or so many bytes, is not looked for.
     */
    private static final int GRAIN_PART = 16;

    private static final int GRAIN = 32;

    /** A packet is lost on a full path, too, so once more says more. */
    private static final int TRIES = 2;

    private static final long SECOND = 1_000_000_000;
    private static final long SOON = 5 * SECOND;
    private static final long LATE = 600 * SECOND;

    private int longest;
    private int works;
    private int fails;
    private int failedBefore;
    private int probing;
    private int tries;
    private boolean underWay;
    private long notBefore = Long.MIN_VALUE;
    private long pause = SOON;

    /**
     * @param longest the most that may be tried
     */
    public MtuSearch(int longest) {
        this.longest = longest;
        works = Math.min(SAFE, longest);
        fails = longest + 1;
        failedBefore = fails;
    }

    /** Bytes that a packet may have now. */
    public int packetSize() {
        return works;
    }

    /** Longer packets than before may be tried: up to this length. */
    public void mayReach(int further) {
        if (further > longest) {
            fails = fails > longest ? further + 1 : fails;
            failedBefore = failedBefore > longest ? further + 1 : failedBefore;
            longest = further;
            notBefore = Long.MIN_VALUE;
        }
    }

    /** How long a packet is to be tried now, if any; it is under way from here on. */
    public OptionalInt probe(long now) {
        if (underWay || now < notBefore) {
            return OptionalInt.empty();
        }
        if (probing == 0 && isFound()) {
            failedBefore = fails;
            fails = longest + 1;
        }
        if (works == longest) {
            return OptionalInt.empty();
        }
        if (probing == 0) {
            probing = next();
        }
        underWay = true;
        return OptionalInt.of(probing);
    }

    /** The probe arrived. */
    public void arrived(long now) {
        if (underWay) {
            works = probing;
            pause = SOON;
            if (works >= failedBefore) {
                failedBefore = longest + 1;
            }
            ended(now);
        }
    }

    /** The probe did not arrive. */
    public void lost(long now) {
        if (underWay) {
            underWay = false;
            tries++;
            if (tries == TRIES) {
                fails = Math.max(works + 1, Math.min(probing, failedBefore));
                ended(now);
            }
        }
    }

    /** The system itself refuses packets as long as this. */
    public void refused(int bytes, long now) {
        if (bytes <= works) {
            works = Math.min(SAFE, longest);
        }
        fails = Math.max(works + 1, Math.min(fails, bytes));
        if (probing >= fails || probing <= works) {
            ended(now);
        }
    }

    /** Packets of the usual length do not arrive any more: back to what every path carries. */
    public void stalled(long now) {
        works = Math.min(SAFE, longest);
        fails = longest + 1;
        failedBefore = fails;
        probing = 0;
        tries = 0;
        underWay = false;
        pause(now);
    }

    private void ended(long now) {
        underWay = false;
        probing = 0;
        tries = 0;
        if (isFound()) {
            pause(now);
        }
    }

    private void pause(long now) {
        notBefore = now + pause;
        pause = Math.min(2 * pause, LATE);
    }

    private boolean isFound() {
        return likely() == 0 && fails - works <= Math.max(GRAIN, works / GRAIN_PART);
    }

    private int next() {
        int likely = likely();
        return likely > 0 ? likely : (works + fails) / 2;
    }

    /** The next usual length between what works and what does not, 0 if there is none. */
    private int likely() {
        for (int each : LIKELY) {
            int length = Math.min(each, longest);
            if (length > works && length < fails) {
                return length;
            }
        }
        return 0;
    }
}
