package dunlin.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of bytes that are at hand; every JDK has these two. Thread-safe. */
public final class Hashes {
    private Hashes() {}

    /** 20 bytes. */
    public static byte[] sha1(byte[] bytes) {
        return hash("SHA-1", bytes);
    }

    /** 32 bytes. */
    public static byte[] sha256(byte[] bytes) {
        return hash("SHA-256", bytes);
    }

    private static byte[] hash(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
