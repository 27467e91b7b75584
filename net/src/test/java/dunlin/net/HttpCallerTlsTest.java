package dunlin.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS against a server whose certificate is for 127.0.0.1 and signed by itself. */
class HttpCallerTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir private static Path folder;
    private static SSLContext trusting;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("key.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=tracker",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-validity",
                                "3650",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("tracker", store.getCertificate("mykey"));
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    private static ScriptedServer server(String answer) {
        return new ScriptedServer(
                trusting.getServerSocketFactory(),
                (target, out) -> out.write(answer.getBytes(ISO_8859_1)));
    }

    private static HttpCaller caller(SSLSocketFactory tls) {
        return new HttpCaller(
                Optional.empty(),
                Duration.ofSeconds(20),
                1_000,
                (target, address) -> {},
                NameLookup.SYSTEM,
                () -> tls);
    }

    private static URI url(ScriptedServer server, String host) {
        return URI.create("https://" + host + ":" + server.port() + "/announce?a=%ff");
    }

    @Test
    void asksAServerThatIsTrusted() throws Exception {
        try (ScriptedServer server = server(ScriptedServer.ok("hello"))) {
            HttpCaller.Answer answer =
                    caller(trusting.getSocketFactory()).get(url(server, "127.0.0.1"));
            assertThat(answer.reply().body()).asString(ISO_8859_1).isEqualTo("hello");
            assertThat(server.targets).containsExactly("/announce?a=%ff");
        }
    }

    @Test
    void speaksTlsWithASchemeInCapitalsToo() throws Exception {
        try (ScriptedServer server = server(ScriptedServer.ok("hello"))) {
            URI url = URI.create("HTTPS://127.0.0.1:" + server.port() + "/announce");
            HttpCaller.Answer answer = caller(trusting.getSocketFactory()).get(url);
            assertThat(answer.reply().body()).asString(ISO_8859_1).isEqualTo("hello");
        }
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws Exception {
        SSLSocketFactory system = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (ScriptedServer server = server(ScriptedServer.ok("hello"))) {
            assertThatThrownBy(() -> caller(system).get(url(server, "127.0.0.1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gives no answer")
                    .hasMessageNotContaining("\n");
            assertThat(server.targets).isEmpty();
        }
    }

    @Test
    void refusesACertificateOfAnotherHost() throws Exception {
        try (ScriptedServer server = server(ScriptedServer.ok("hello"))) {
            SSLSocketFactory trusts = trusting.getSocketFactory();
            assertThatThrownBy(() -> caller(trusts).get(url(server, "localhost")))
                    .isInstanceOf(IOException.class);
            assertThat(server.targets).isEmpty();
        }
    }

    @Test
    void followsNoRedirectOutOfHttps() throws Exception {
        try (ScriptedServer server =
                server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/announce\r\n\r\n")) {
            assertThatThrownBy(
                            () -> caller(trusting.getSocketFactory()).get(url(server, "127.0.0.1")))
                    .hasMessage("redirects from https to http");
        }
    }
}
