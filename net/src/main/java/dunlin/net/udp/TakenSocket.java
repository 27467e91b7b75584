package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.linux.OwnSockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The socket of a channel of the JDK, used by calls of the C library. It stays the channel's: who
 * uses its number sees to it that the channel is not closed meanwhile. Thread-safe.
 */
final class TakenSocket {
    /** Where the number of packets that had no room stands in SO_MEMINFO, and how long that is. */
    private static final int DROPS = 8 * Integer.BYTES;

    private static final int NUMBERS = 9 * Integer.BYTES;

    private final int descriptor;
    private final Cuts cuts;

    private TakenSocket(int descriptor) {
        this.descriptor = descriptor;
        this.cuts = Cuts.of(descriptor);
    }

    /** Whether it is worth trying. */
    static boolean isPossible() {
        return OwnSockets.canBeAskedFor();
    }

    /**
     * Finds the socket that is bound to an address, and sees whether all calls are there that will
     * be needed. Takes some tenths of a second when it is the first to call the C library.
     *
     * @throws IOException if it is not to be had
     */
    static TakenSocket at(InetSocketAddress local) throws IOException {
        List<Integer> found = OwnSockets.boundTo(local, LinuxCalls.SOCK_DGRAM);
        if (found.size() != 1) {
            throw new IOException(
                    "the socket at " + local + " was found " + found.size() + " times");
        }
        TakenSocket socket = new TakenSocket(found.getFirst());
        socket.check(local);
        return socket;
    }

    private void check(InetSocketAddress local) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocate(MessageLayout.HEADER, Long.BYTES);
            MemorySegment why = arena.allocate(JAVA_INT);
            boolean isIpv6 =
                    OwnSockets.option(descriptor, LinuxCalls.SO_DOMAIN, arena)
                            == LinuxCalls.AF_INET6;
            if (!isIpv6
                    || LinuxCalls.sendmmsg(descriptor, none, 0, 0, why) < 0
                    || LinuxCalls.recvmmsg(descriptor, none, 0, LinuxCalls.MSG_DONTWAIT, why) < 0) {
                throw new IOException("no packets by the batch at " + local);
            }
        }
    }

    int descriptor() {
        return descriptor;
    }

    Cuts cuts() {
        return cuts;
    }

    /**
     * Lets packets be cut into fragments, or not: then they leave whole even if the system heard
     * that the way carries less, which anybody may have told it.
     *
     * @throws IOException if it does not
     */
    void allowFragments(boolean fragments) throws IOException {
        int value = fragments ? LinuxCalls.PMTUDISC_DONT : LinuxCalls.PMTUDISC_PROBE;
        if (!set(LinuxCalls.IPPROTO_IP, LinuxCalls.IP_MTU_DISCOVER, value)
                || !set(LinuxCalls.IPPROTO_IPV6, LinuxCalls.IPV6_MTU_DISCOVER, value)) {
            throw new IOException("no say in fragments");
        }
    }

    /** Whether packets that came one behind the other may be told of as one message. */
    boolean joinsReceived(boolean joins) {
        return set(LinuxCalls.SOL_UDP, LinuxCalls.UDP_GRO, joins ? 1 : 0);
    }

    private boolean set(int level, int option, int value) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment bytes = call.allocateFrom(JAVA_INT, value);
            return LinuxCalls.setsockopt(descriptor, level, option, bytes) == 0;
        }
    }

    /** How many packets the system had no room for, as far as it tells. */
    long overflowed() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment numbers = call.allocate(NUMBERS, Integer.BYTES);
            MemorySegment length = call.allocateFrom(JAVA_INT, NUMBERS);
            LinuxCalls.getsockopt(
                    descriptor, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_MEMINFO, numbers, length);
            return Integer.toUnsignedLong(numbers.get(JAVA_INT, DROPS));
        }
    }

    /** Wakes whoever waits for packets, for good: the socket receives nothing any more. */
    void stopReceiving() {
        LinuxCalls.shutdown(descriptor);
    }
}
