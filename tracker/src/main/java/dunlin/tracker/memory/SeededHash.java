package dunlin.tracker.memory;

import java.util.random.RandomGenerator;

/**
 * Hashes of info-hashes and addresses that nobody can aim at: anyone may choose both, but the seed
 * is this process's own. Any two different values collide in a given number of high bits with the
 * probability of a fair draw (vector multiply-shift: M. Dietzfelbinger, "Universal hashing and
 * k-wise independent random variables via integer arithmetic without primes", STACS 1996).
 * Immutable.
 */
final class SeededHash {
    private final long a;
    private final long b;
    private final long c;
    private final long d;
    private final long e;
    private final long f;

    SeededHash(RandomGenerator random) {
        this.a = random.nextLong();
        this.b = random.nextLong();
        this.c = random.nextLong();
        this.d = random.nextLong();
        this.e = random.nextLong();
        this.f = random.nextLong();
    }

    /** The hash of an info-hash, its words as {@link dunlin.protocol.InfoHash} has them. */
    int infoHash(long head, long middle, int tail) {
        return spread(
                f
                        + a * (head >>> 32)
                        + b * low(head)
                        + c * (middle >>> 32)
                        + d * low(middle)
                        + e * low(tail));
    }

    /** The hash of an IPv4 address and port. */
    int ipv4(int address, int port) {
        return spread(f + a * low(address) + b * port);
    }

    /** The hash of an IPv6 address, four words in network order, and port. */
    int ipv6(int first, int second, int third, int last, int port) {
        return spread(
                f + a * low(last) + b * port + c * low(first) + d * low(second) + e * low(third));
    }

    private static long low(long word) {
        return word & 0xffffffffL;
    }

    /**
     * Only the high half of the sum keeps the promise. It leaves values in a row in a pattern, so
     * they are mixed, one to one (the last step of A. Appleby's MurmurHash3).
     */
    private static int spread(long sum) {
        int hash = (int) (sum >>> 32);
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}
