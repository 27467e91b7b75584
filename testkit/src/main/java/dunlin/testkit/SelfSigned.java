package dunlin.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key with a certificate for 127.0.0.1 that it signed itself, in files.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 * @param trust the certificate as one that is trusted, in PKCS #12 with {@link #PASSWORD}
 */
public record SelfSigned(Path certificate, Path key, Path trust) {
    public static final String PASSWORD = "changeit";

    /** An elliptic one that is valid now. */
    public static SelfSigned make(Path folder) {
        return make(folder, "EC", 0);
    }

    /**
     * @param folder where there is none yet
     * @param kind EC, RSA or Ed25519
     * @param daysAgo when it was made; it is valid for ten days
     */
    public static SelfSigned make(Path folder, String kind, int daysAgo) {
        try {
            Files.createDirectories(folder);
            Path store = folder.resolve("key.p12");
            Path log = folder.resolve("keytool.log");
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            Process process =
                    new ProcessBuilder(
                                    keytool.toString(),
                                    "-genkeypair",
                                    "-alias",
                                    "server",
                                    "-keyalg",
                                    kind,
                                    "-dname",
                                    "CN=index",
                                    "-ext",
                                    "san=ip:127.0.0.1",
                                    "-startdate",
                                    "-" + daysAgo + "d",
                                    "-validity",
                                    "10",
                                    "-keystore",
                                    store.toString(),
                                    "-storepass",
                                    PASSWORD)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(log));
            }
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                made.load(in, PASSWORD.toCharArray());
            }
            Certificate certificate = made.getCertificate("server");
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", certificate);
            Path trust = folder.resolve("trust.p12");
            try (OutputStream out = Files.newOutputStream(trust)) {
                trusted.store(out, PASSWORD.toCharArray());
            }
            byte[] key = made.getKey("server", PASSWORD.toCharArray()).getEncoded();
            return new SelfSigned(
                    pem(folder.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded()),
                    pem(folder.resolve("key.pem"), "PRIVATE KEY", key),
                    trust);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path pem(Path file, String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    /** For clients that trust it. */
    public SSLContext trusting() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(trust)) {
                trusted.load(in, PASSWORD.toCharArray());
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
