package dunlin.peer.utp;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.SipHash;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The first sequence numbers of connections that others begin: each follows from who asks, by a
 * key, so nothing has to be remembered of a SYN. Who sends bytes with the number acknowledged has
 * heard the answer, and so is where it says it is (as RFC 4987, 3.6 has it for TCP). A number has
 * 16 bits and four are right at a time: who cannot hear the answer has to send some 16,000 packets
 * for each connection. Immutable.
 */
final class SynCookies {
    /** How long a number is given out; it is taken for as long again. */
    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final int NUMBERS = 0xffff;

    /** By which a message of four words ends. */
    private static final long WHO_END = 32L << 56;

    private final SipHash hash;

    SynCookies(RandomGenerator random) {
        byte[] key = new byte[SipHash.KEY_LENGTH];
        random.nextBytes(key);
        hash = new SipHash(key);
    }

    /**
     * The number to answer a SYN with.
     *
     * @param id the connection id in the SYN
     * @param syn its sequence number
     */
    int sequence(PeerAddress from, int id, int syn, long now) {
        return sequence(from, id, syn, slot(now), 0);
    }

    /**
     * The number that a SYN was answered with, if a packet acknowledges it.
     *
     * @param acknowledged what the packet acknowledges: the number itself, or the one before it,
     *     since implementations differ on whether the answer counts
     */
    OptionalInt answered(PeerAddress from, int id, int syn, int acknowledged, long now) {
        for (int age = 0; age <= 1; age++) {
            int sequence = sequence(from, id, syn, slot(now), age);
            if (acknowledged == sequence || acknowledged == (sequence - 1 & NUMBERS)) {
                return OptionalInt.of(sequence);
            }
        }
        return OptionalInt.empty();
    }

    private static long slot(long now) {
        return Math.floorDiv(now, SLOT_NANOS);
    }

    private int sequence(PeerAddress from, int id, int syn, long slot, int age) {
        long ports = (long) from.port() << 32 | (long) id << 16 | syn;
        return (int) hash.ofWords(from.high(), from.low(), slot - age, ports, WHO_END) & NUMBERS;
    }
}
