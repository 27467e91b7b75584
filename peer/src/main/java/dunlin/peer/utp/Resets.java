package dunlin.peer.utp;

import dunlin.net.Throttle;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Answers packets of connections that are not there: whoever is behind them need not wait. Anybody
 * can write another's address into such a packet, so few leave for one range of addresses, and none
 * is longer than what it answers. For the thread that receives.
 */
final class Resets {
    private static final int AT_ONCE = 16;
    private static final int PER_SECOND = 4;

    /** Of the bits that tell a host: a /24 of IPv4, a /48 of IPv6. */
    private static final int IPV4_HOST_BITS = 8;

    private static final int IPV6_HOST_BITS = 16;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private final Throttle throttle = new Throttle(AT_ONCE, PER_SECOND);
    private final ByteBuffer packet = ByteBuffer.allocateDirect(PacketHead.LENGTH);
    private final RandomGenerator random;
    private final long seed;

    Resets(RandomGenerator random) {
        this.random = random;
        this.seed = random.nextLong() | 1;
    }

    /** Whether one may leave for there. */
    boolean mayAnswer(PeerAddress to, long now) {
        long range = to.isIpv4() ? to.ipv4() >> IPV4_HOST_BITS : to.high() >>> IPV6_HOST_BITS;
        long hash = (range + seed) * MIX;
        hash = (hash ^ hash >>> 29) * seed;
        return throttle.take(hash ^ hash >>> 32, Math.max(1, now)).isZero();
    }

    /** The answer to a packet, valid until the next. */
    ByteBuffer to(PacketHead unknown, int micros) {
        packet.clear();
        PacketHead.put(
                packet,
                PacketType.RESET,
                0,
                unknown.connectionId(),
                micros,
                0,
                0,
                random.nextInt(),
                unknown.sequence());
        return packet.flip();
    }
}
