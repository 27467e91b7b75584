package dunlin.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of v1 pieces (BEP 3). */
final class Sha1 {
    /** Bytes in a hash. */
    static final int LENGTH = 20;

    private Sha1() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
