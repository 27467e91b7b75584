package dunlin.protocol.krpc;

import dunlin.protocol.Hashes;
import dunlin.protocol.PeerAddress;
import java.util.Arrays;

/**
 * A set of addresses whose size can be told though no address can (BEP 33): 2,048 bits, two of them
 * for each address. Not thread-safe.
 */
public final class Bloom {
    /** Bytes in one. */
    public static final int LENGTH = 256;

    private static final int BITS = LENGTH * 8;
    private static final int HASHES = 2;

    private final byte[] bits;

    private Bloom(byte[] bits) {
        this.bits = bits;
    }

    /** An empty one. */
    public Bloom() {
        this(new byte[LENGTH]);
    }

    /**
     * The one with these bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 256
     */
    public static Bloom of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a filter has 256 bytes, not " + bytes.length);
        }
        return new Bloom(bytes.clone());
    }

    /** Adds an address; its port does not count. */
    public void add(PeerAddress address) {
        byte[] hash = Hashes.sha1(address.address().getAddress());
        set((hash[0] & 0xff) | (hash[1] & 0xff) << 8);
        set((hash[2] & 0xff) | (hash[3] & 0xff) << 8);
    }

    private void set(int index) {
        int bit = index % BITS;
        bits[bit / 8] |= (byte) (1 << (bit % 8));
    }

    /** Adds all that another has. */
    public void addAll(Bloom other) {
        for (int i = 0; i < LENGTH; i++) {
            bits[i] |= other.bits[i];
        }
    }

    /** About how many addresses it has; meaningless from some 6,000 on. */
    public double estimate() {
        int ones = 0;
        for (byte b : bits) {
            ones += Integer.bitCount(b & 0xff);
        }
        int zeros = BITS - ones;
        return zeros == 0
                ? Double.POSITIVE_INFINITY
                : Math.log((double) zeros / BITS) / (HASHES * Math.log(1 - 1.0 / BITS));
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bits.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bloom that && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return "about " + Math.round(estimate()) + " addresses";
    }
}
