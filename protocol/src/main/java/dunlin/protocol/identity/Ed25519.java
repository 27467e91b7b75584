package dunlin.protocol.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) by the JDK, for public keys that are their bare 32 bytes. */
final class Ed25519 {
    static final String NAME = "Ed25519";

    /** Bytes in a signature. */
    static final int SIGNATURE_LENGTH = 64;

    /**
     * What stands before the 32 bytes in an X.509 SubjectPublicKeyInfo (RFC 8410, 4): a sequence of
     * the algorithm's identifier 1.3.101.112, and a bit string.
     */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final BigInteger ONE = BigInteger.ONE;
    private static final BigInteger P = ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D =
            BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

    private Ed25519() {}

    /** Whether the signature is of this message by this key. Any bytes may come. */
    static boolean verifies(byte[] key, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_LENGTH || isWeak(key)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(NAME);
            verifier.initVerify(publicKey(key));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without Ed25519", e);
        } catch (GeneralSecurityException e) {
            return false; // no point of the curve, or a number that is too large
        }
    }

    private static PublicKey publicKey(byte[] key) throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + key.length);
        System.arraycopy(key, 0, encoded, SPKI_PREFIX.length, key.length);
        return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** The 32 bytes of a public key that the JDK made. */
    static byte[] bytes(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded.length != SPKI_PREFIX.length + PeerKey.LENGTH
                || !Arrays.equals(
                        encoded, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
            throw new IllegalStateException("an Ed25519 key in an unknown form");
        }
        return Arrays.copyOfRange(encoded, SPKI_PREFIX.length, encoded.length);
    }

    /**
     * Whether anyone could sign for this key, or it has a second form. A point whose order divides
     * 8 has y = 0, y = ±1, or x² = -y², which on the curve -x² + y² = 1 + dx²y² is dy⁴ + 2y² = 1:
     * with it in the place of a key some signatures hold for any message. A y of p or more stands
     * for y - p, so that one key would have two names.
     */
    private static boolean isWeak(byte[] key) {
        byte[] bigEndian = new byte[key.length];
        for (int i = 0; i < key.length; i++) {
            bigEndian[i] = key[key.length - 1 - i];
        }
        bigEndian[0] &= 0x7f; // the sign of x
        BigInteger y = new BigInteger(1, bigEndian);
        BigInteger y2 = y.multiply(y).mod(P);
        BigInteger y4 = y2.multiply(y2).mod(P);
        return y.compareTo(P) >= 0
                || y.signum() == 0
                || y2.equals(ONE)
                || D.multiply(y4).add(y2.shiftLeft(1)).mod(P).equals(ONE);
    }

    /** Signs with a private key that the JDK made. */
    static byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signer = Signature.getInstance(NAME);
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            throw new IllegalStateException("a JDK that cannot sign with Ed25519", e);
        }
    }
}
