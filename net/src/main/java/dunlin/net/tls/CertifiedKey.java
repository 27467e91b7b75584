package dunlin.net.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A private key and the certificate for it, with those that vouch for that one. Immutable.
 *
 * @param chain the key's own certificate first
 */
record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {
    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([\\w+/=\\s]+)-----END \\1-----");

    private record Block(String label, byte[] content) {}

    /**
     * Reads both, as PEM (RFC 7468): certificates, and one key in PKCS #8 without a password. Other
     * blocks are passed over, so both may stand in one file.
     *
     * @throws IOException if one cannot be read, the key is not the certificate's, or that is not
     *     valid now; one line for a person
     */
    static CertifiedKey read(Path certificates, Path keyFile, Instant now) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Block block : blocks(certificates)) {
            if (block.label.equals("CERTIFICATE")) {
                chain.add(certificate(certificates, block.content));
            }
        }
        if (chain.isEmpty()) {
            throw new IOException(certificates + " has no certificate in PEM");
        }
        requireValid(certificates, chain.getFirst(), now);
        PrivateKey key = key(keyFile, chain.getFirst());
        if (!belongTogether(key, chain.getFirst())) {
            throw mismatch(certificates, keyFile);
        }
        return new CertifiedKey(key, List.copyOf(chain));
    }

    private static List<Block> blocks(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too large for a key or a certificate");
        }
        List<Block> blocks = new ArrayList<>();
        Matcher pem = PEM.matcher(Files.readString(file, ISO_8859_1));
        while (pem.find()) {
            try {
                String base64 = pem.group(2).replaceAll("\\s", "");
                blocks.add(new Block(pem.group(1), Base64.getDecoder().decode(base64)));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " is damaged: a block of it is not Base64", e);
            }
        }
        return blocks;
    }

    private static X509Certificate certificate(Path file, byte[] der) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException(file + " has a damaged certificate", e);
        }
    }

    private static void requireValid(Path file, X509Certificate certificate, Instant now)
            throws IOException {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            Instant end = certificate.getNotAfter().toInstant();
            throw new IOException("the certificate in " + file + " ended at " + end, e);
        } catch (CertificateNotYetValidException e) {
            Instant begin = certificate.getNotBefore().toInstant();
            throw new IOException("the certificate in " + file + " begins only at " + begin, e);
        }
    }

    private static PrivateKey key(Path file, X509Certificate certificate) throws IOException {
        List<Block> keys =
                blocks(file).stream().filter(it -> it.label.endsWith("PRIVATE KEY")).toList();
        if (keys.size() != 1 || !keys.getFirst().label.equals("PRIVATE KEY")) {
            throw new IOException(
                    file
                            + " has no single PKCS #8 key without a password: make one with"
                            + " openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
        }
        String kind = certificate.getPublicKey().getAlgorithm();
        try {
            PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(keys.getFirst().content);
            return KeyFactory.getInstance(kind).generatePrivate(encoded);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s has no %s key, as the certificate has".formatted(file, kind), e);
        }
    }

    private static IOException mismatch(Path certificates, Path key) {
        return new IOException(
                "the key in " + key + " is not that of the certificate in " + certificates);
    }

    /** What the one signs, the other verifies. */
    private static boolean belongTogether(PrivateKey key, X509Certificate certificate)
            throws IOException {
        byte[] anything = certificate.getPublicKey().getEncoded();
        try {
            Signature signature =
                    Signature.getInstance(
                            switch (key.getAlgorithm()) {
                                case "RSA" -> "SHA256withRSA";
                                case "EC" -> "SHA256withECDSA";
                                default -> key.getAlgorithm();
                            });
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new IOException("a key of a kind that is not known: " + key.getAlgorithm(), e);
        }
    }

    /** What a server needs to show it. */
    SSLContext context() {
        try {
            char[] none = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, none);
            store.setKeyEntry("server", key, none, chain.toArray(Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a JDK without TLS", e);
        }
    }
}
