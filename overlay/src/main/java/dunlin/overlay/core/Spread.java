package dunlin.overlay.core;

/**
 * How a card or a question spreads: whoever has it may cause so many messages, its reach, and deals
 * them out among its neighbours; each of them one less, for the message itself. So however the
 * network is knotted, and whatever anybody says, a question costs as many messages as its first
 * sender may cause, and not one more. With eight neighbours and a reach of 288 that is a tree that
 * spreads to 8, 7 and 4.
 */
final class Spread {
    private static final int[] NOBODY = {};

    private Spread() {}

    /**
     * What each of those to whom it goes on may cause in their turn; as many entries as there are
     * to be told, which are fewer than {@code ways} where the reach does not suffice for all.
     *
     * @param reach how many messages may be caused in all
     * @param ways how many neighbours there are to tell
     */
    static int[] deal(int reach, int ways) {
        int told = Math.min(reach, ways);
        if (told <= 0) {
            return NOBODY;
        }
        int[] parts = new int[told];
        int rest = reach - told;
        for (int i = 0; i < told; i++) {
            parts[i] = rest / told + (i < rest % told ? 1 : 0);
        }
        return parts;
    }
}
