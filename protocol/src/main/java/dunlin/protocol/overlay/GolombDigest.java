package dunlin.protocol.overlay;

import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A {@link Digest} as a Golomb-coded set: 12.5 bits a word, one false match in 2,048.
 *
 * <pre>
 *   count n 2 | for each of the n values in rising order, bit by bit, the highest first:
 *               what it is more than the one before (the first: than 0), d:
 *               d / 2048 ones | a zero | d % 2048 in 11 bits
 *             | zeros up to a whole byte
 * </pre>
 *
 * The value of a hash is the upper half of its product with n · 2048, both unsigned; so the values
 * lie below n · 2048, and two hashes may have one value, which then stands there twice. As n and
 * the number of values agree, no digest can match more than one word in 2,048: one that matches
 * everything cannot be written.
 */
public final class GolombDigest implements Digest {
    /** Most bytes of a digest. */
    public static final int MAX_BYTES = 8 * 1024;

    /** Most words of a digest: 13 bits each at worst, since all the quotients sum up to n. */
    public static final int MAX_WORDS = 5_000;

    /** No words. */
    public static final GolombDigest EMPTY = new GolombDigest(new int[0]);

    private static final int REMAINDER_BITS = 11;
    private static final int MODULUS = 1 << REMAINDER_BITS;
    private static final int HEAD = 2;

    /** In rising order. */
    private final int[] values;

    private GolombDigest(int[] values) {
        this.values = values;
    }

    /**
     * The set of these hashes; repeated ones count once.
     *
     * @throws IllegalArgumentException if there are more than {@link #MAX_WORDS}
     */
    public static GolombDigest of(Collection<Long> hashes) {
        Set<Long> distinct = new LinkedHashSet<>(hashes);
        if (distinct.size() > MAX_WORDS) {
            throw new IllegalArgumentException("a digest of " + distinct.size() + " words");
        }
        int[] values =
                distinct.stream().mapToInt(hash -> value(hash, distinct.size())).sorted().toArray();
        return values.length == 0 ? EMPTY : new GolombDigest(values);
    }

    private static int value(long hash, int count) {
        return (int) Math.unsignedMultiplyHigh(hash, (long) count * MODULUS);
    }

    /**
     * Reads a digest.
     *
     * @throws ProtocolException unless these bytes are exactly those that {@link #bytes} gives for
     *     some set
     */
    public static GolombDigest parse(byte[] bytes) throws ProtocolException {
        int count = bytes.length < HEAD ? -1 : ByteBuffer.wrap(bytes).getShort() & 0xffff;
        if (count < 0 || count > MAX_WORDS || (bytes.length - HEAD) * 8 < count * 12) {
            throw new ProtocolException(
                    "a digest of %d words in %d bytes".formatted(count, bytes.length));
        }
        Bits in = new Bits(bytes);
        int[] values = new int[count];
        int value = 0;
        for (int i = 0; i < count; i++) {
            int quotient = 0;
            while (in.take(1) == 1) {
                quotient++;
            }
            value += quotient * MODULUS + in.take(REMAINDER_BITS);
            if (value >= count * MODULUS) {
                throw new ProtocolException("a digest with a value beyond its " + count + " words");
            }
            values[i] = value;
        }
        GolombDigest digest = count == 0 ? EMPTY : new GolombDigest(values);
        if (!Arrays.equals(digest.bytes(), bytes)) {
            throw new ProtocolException(
                    "a digest of %d words with something behind it".formatted(count));
        }
        return digest;
    }

    /** Bit by bit, the highest of a byte first. */
    private static final class Bits {
        private final byte[] bytes;
        private int at = HEAD * 8;

        Bits(byte[] bytes) {
            this.bytes = bytes;
        }

        int take(int count) throws ProtocolException {
            if (at + count > bytes.length * 8) {
                throw new ProtocolException(
                        "a digest that ends within a word, after %d bytes".formatted(bytes.length));
            }
            int number = 0;
            for (int i = 0; i < count; i++, at++) {
                number = number << 1 | bytes[at / 8] >> (7 - at % 8) & 1;
            }
            return number;
        }

        void put(int number, int count) {
            for (int i = count - 1; i >= 0; i--, at++) {
                bytes[at / 8] |= (byte) ((number >> i & 1) << (7 - at % 8));
            }
        }
    }

    /** How many words it has. */
    public int size() {
        return values.length;
    }

    @Override
    public boolean mayHave(long hash) {
        return values.length > 0 && Arrays.binarySearch(values, value(hash, values.length)) >= 0;
    }

    @Override
    public byte[] bytes() {
        int quotients = 0;
        int before = 0;
        for (int value : values) {
            quotients += (value - before) / MODULUS;
            before = value;
        }
        int bits = values.length * (1 + REMAINDER_BITS) + quotients;
        byte[] bytes = new byte[HEAD + (bits + 7) / 8];
        ByteBuffer.wrap(bytes).putShort((short) values.length);
        Bits out = new Bits(bytes);
        before = 0;
        for (int value : values) {
            int more = value - before;
            for (int i = 0; i < more / MODULUS; i++) {
                out.put(1, 1);
            }
            out.put(more % MODULUS, 1 + REMAINDER_BITS); // with the zero before it
            before = value;
        }
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GolombDigest that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return values.length + " words";
    }
}
