package dunlin.tracker.memory;

import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.SwarmStore.PeerSink;

/**
 * How a peer of either address family lies in memory, as ints.
 *
 * <pre>
 *   IPv4: | address                   | state | since |
 *   IPv6: | last 4 bytes of the address | state | since | its first 12 bytes: 3 ints |
 * </pre>
 *
 * <p>{@code state} is a {@link PeerState}; {@code since} is when the peer came, in unsigned seconds
 * since 1970.
 */
enum Family {
    IPV4(3),
    IPV6(6);

    private static final int STATE = 1;
    private static final int SINCE = 2;
    private static final int FIRST = 3;

    /** Ints a peer. */
    final int size;

    Family(int size) {
        this.size = size;
    }

    static Family of(PeerAddress address) {
        return address.isIpv4() ? IPV4 : IPV6;
    }

    static int state(int[] ints, int at) {
        return ints[at + STATE];
    }

    static void setState(int[] ints, int at, int state) {
        ints[at + STATE] = state;
    }

    static int since(int[] ints, int at) {
        return ints[at + SINCE];
    }

    void write(int[] ints, int at, PeerAddress address, int state, int since) {
        ints[at] = (int) address.low();
        ints[at + STATE] = state;
        ints[at + SINCE] = since;
        if (this == IPV6) {
            ints[at + FIRST] = (int) (address.high() >>> 32);
            ints[at + FIRST + 1] = (int) address.high();
            ints[at + FIRST + 2] = (int) (address.low() >>> 32);
        }
    }

    /** Whether the peer there has this address and port, which are of this family. */
    boolean isAt(int[] ints, int at, PeerAddress address) {
        return ints[at] == (int) address.low()
                && PeerState.port(ints[at + STATE]) == address.port()
                && (this == IPV4
                        || high(ints, at) == address.high()
                                && ints[at + FIRST + 2] == (int) (address.low() >>> 32));
    }

    /** Whether the peer there is in the same subnet: /24, or /64 in IPv6. */
    boolean isNear(int[] ints, int at, PeerAddress address) {
        return this == IPV4
                ? (ints[at] ^ (int) address.low()) >>> 8 == 0
                : high(ints, at) == address.high();
    }

    PeerAddress address(int[] ints, int at) {
        int port = PeerState.port(state(ints, at));
        return this == IPV4
                ? PeerAddress.ipv4(ints[at], port)
                : new PeerAddress(high(ints, at), low(ints, at), port);
    }

    int hash(SeededHash hash, int[] ints, int at) {
        int port = PeerState.port(state(ints, at));
        return this == IPV4
                ? hash.ipv4(ints[at], port)
                : hash.ipv6(
                        ints[at + FIRST],
                        ints[at + FIRST + 1],
                        ints[at + FIRST + 2],
                        ints[at],
                        port);
    }

    int hash(SeededHash hash, PeerAddress address) {
        long high = address.high();
        long low = address.low();
        return this == IPV4
                ? hash.ipv4((int) low, address.port())
                : hash.ipv6(
                        (int) (high >>> 32),
                        (int) high,
                        (int) (low >>> 32),
                        (int) low,
                        address.port());
    }

    void tell(int[] ints, int at, PeerSink sink) {
        int port = PeerState.port(state(ints, at));
        if (this == IPV4) {
            sink.ipv4(ints[at], port);
        } else {
            sink.ipv6(high(ints, at), low(ints, at), port);
        }
    }

    private static long high(int[] ints, int at) {
        return joined(ints[at + FIRST], ints[at + FIRST + 1]);
    }

    private static long low(int[] ints, int at) {
        return joined(ints[at + FIRST + 2], ints[at]);
    }

    private static long joined(int first, int last) {
        return (long) first << 32 | last & 0xffffffffL;
    }
}
