package dunlin.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash whose values nobody without the
 * key can guess. Immutable.
 */
public final class SipHash {
    /** Bytes in a key. */
    public static final int KEY_LENGTH = 16;

    private final long k0;
    private final long k1;

    /**
     * @param key {@value #KEY_LENGTH} bytes
     */
    public SipHash(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        }
        ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        k0 = words.getLong();
        k1 = words.getLong();
    }

    /** The hash of any bytes. */
    public long of(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        long[] words = new long[message.length / Long.BYTES + 1];
        for (int i = 0; i < words.length - 1; i++) {
            words[i] = in.getLong();
        }
        long last = (long) message.length << 56;
        for (int shift = 0; in.hasRemaining(); shift += 8) {
            last |= (in.get() & 0xffL) << shift;
        }
        words[words.length - 1] = last;
        return ofWords(words);
    }

    /**
     * The hash of a message that lies there in words.
     *
     * @param words the message, each of its words little-endian, with what stands at its end by
     *     definition: a word with the number of bytes in its highest byte
     */
    public long ofWords(long... words) {
        long v0 = k0 ^ 0x736f6d6570736575L; // "somepseudorandomlygeneratedbytes"
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        // Two rounds for each word, and four rounds at the end.
        for (int i = 0; i < words.length + 2; i++) {
            long word = i < words.length ? words[i] : 0;
            if (i == words.length) {
                v2 ^= 0xff;
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
