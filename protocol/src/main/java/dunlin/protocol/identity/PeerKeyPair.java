package dunlin.protocol.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What a peer signs with: an Ed25519 key pair (RFC 8032), all of which follows from a secret seed.
 * Immutable.
 */
public final class PeerKeyPair {
    /** Bytes of a seed. */
    public static final int SEED_LENGTH = 32;

    private final byte[] seed;
    private final PrivateKey privateKey;
    private final PeerKey publicKey;

    private PeerKeyPair(byte[] seed, PrivateKey privateKey, PeerKey publicKey) {
        this.seed = seed;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new one. @param random must be fit for secrets */
    public static PeerKeyPair random(RandomGenerator random) {
        byte[] seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        return ofSeed(seed);
    }

    /**
     * The one of this seed, which is copied.
     *
     * @throws IllegalArgumentException unless it has 32 bytes
     */
    public static PeerKeyPair ofSeed(byte[] seed) {
        if (seed.length != SEED_LENGTH) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        byte[] copy = seed.clone();
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(Ed25519.NAME);
            generator.initialize(NamedParameterSpec.ED25519, new Chosen(copy));
            KeyPair pair = generator.generateKeyPair();
            byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElse(new byte[0]);
            if (!Arrays.equals(used, copy)) {
                throw new IllegalStateException("a JDK that makes keys in an unknown way");
            }
            PeerKey publicKey = PeerKey.of(Ed25519.bytes(pair.getPublic()));
            return new PeerKeyPair(copy, pair.getPrivate(), publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without Ed25519", e);
        }
    }

    /**
     * Gives the seed for random bytes: the JDK computes a public key only when it makes a new pair,
     * for which it draws exactly the seed.
     */
    @SuppressWarnings("serial") // never written
    private static final class Chosen extends SecureRandom {
        private final byte[] seed;

        Chosen(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }

    /** The key that others know this peer by. */
    public PeerKey publicKey() {
        return publicKey;
    }

    /** A copy of the secret, from which all else follows. */
    public byte[] seed() {
        return seed.clone();
    }

    /** The 64 bytes of a signature; the same for the same message. */
    public byte[] sign(byte[] message) {
        return Ed25519.sign(privateKey, message);
    }

    /** The public key only. */
    @Override
    public String toString() {
        return publicKey.toString();
    }
}
