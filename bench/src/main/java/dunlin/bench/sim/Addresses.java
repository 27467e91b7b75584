package dunlin.bench.sim;

import dunlin.protocol.PeerAddress;

/**
 * Public addresses of made-up hosts, a different one for each number, in no order: so they are as
 * far apart as they can be, and no bound on hosts of one range is met by chance.
 */
public final class Addresses {
    private static final int PORT = 6881;
    private static final int FIRST = 11 << 24;

    /** Numbers are below that: half a billion for hosts, as many for those that never are. */
    public static final int MOST = 1 << 30;

    private Addresses() {}

    /**
     * The address of the host that is the so many-th of all that ever were.
     *
     * @param number from 0, below {@link #MOST}
     */
    public static PeerAddress of(int number) {
        int address = mixed(FIRST + number);
        while (!isPublic(address)) {
            // Of a bijection, followed from a public address until it comes to one: again one.
            address = mixed(address);
        }
        return PeerAddress.ipv4(address, PORT);
    }

    /**
     * Leaves out 0/8, 10/8, 127/8, 100.64/10, 169.254/16, 172.16/12, 192/8, 198/8 and all from 203.
     */
    private static boolean isPublic(int address) {
        int first = address >>> 24;
        return switch (first) {
            case 0, 10, 100, 127, 169, 172, 192, 198 -> false;
            default -> first < 203;
        };
    }

    /** The finalizer of MurmurHash3 (Appleby 2011), a bijection. */
    private static int mixed(int number) {
        int z = number + 0x9e3779b9;
        z = (z ^ z >>> 16) * 0x85ebca6b;
        z = (z ^ z >>> 13) * 0xc2b2ae35;
        return z ^ z >>> 16;
    }
}
