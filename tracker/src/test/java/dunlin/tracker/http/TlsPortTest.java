package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.HttpCaller;
import dunlin.net.NameLookup;
import dunlin.net.Proxies;
import dunlin.net.tls.KeyFiles;
import dunlin.testkit.SelfSigned;
import dunlin.web.HttpLimits;
import dunlin.web.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port with a certificate of its own. */
class TlsPortTest {
    @TempDir private static Path folder;
    private static SelfSigned one;

    private long nanos;
    private KeyFiles files;
    private TestServer server;

    @BeforeAll
    static void makeCertificate() {
        one = SelfSigned.make(folder.resolve("one"));
    }

    @BeforeEach
    void start() throws IOException {
        start(one);
    }

    private void start(SelfSigned key) throws IOException {
        files = KeyFiles.open(key.certificate(), key.key(), nanos);
        server =
                new TestServer(
                        new HttpSettings(
                                HttpLimits.DEFAULT,
                                Proxies.NONE,
                                Optional.of(() -> files.context(nanos))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpCaller caller(SelfSigned trusted) {
        return new HttpCaller(
                Optional.empty(),
                Duration.ofSeconds(60),
                50 << 20,
                (target, address) -> {},
                NameLookup.SYSTEM,
                () -> trusted.trusting().getSocketFactory());
    }

    private URI at(String target) {
        return URI.create("https://127.0.0.1:" + server.http.address().getPort() + target);
    }

    private String get(SelfSigned trusted, String target) throws Exception {
        return new String(caller(trusted).get(at(target)).reply().body(), ISO_8859_1);
    }

    @Test
    void answersEverythingEncrypted() throws Exception {
        assertThat(get(one, "/announce?x")).isEqualTo("ANNOUNCE()x@127.0.0.1");
        assertThat(get(one, "/scrape/token?y")).isEqualTo("SCRAPE(token)y@127.0.0.1");
        assertThat(get(one, "/")).isEqualTo("hello");
        assertThat(get(one, "/large")).hasSize(40 << 20);
        HttpCaller.Sending post =
                new HttpCaller.Sending("POST", Map.of(), "a body".getBytes(ISO_8859_1));
        assertThat(caller(one).send(at("/echo"), post).reply().body())
                .asString()
                .isEqualTo("a body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "Ed25519"})
    void takesOtherKindsOfKeys(String kind) throws Exception {
        server.close();
        SelfSigned other = SelfSigned.make(folder.resolve(kind), kind, 0);
        start(other);
        assertThat(get(other, "/")).isEqualTo("hello");
    }

    @Test
    void tellsWhoAsksInTheClear() throws IOException {
        assertThat(WireClient.exchange(server.http, "GET /announce?x HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("this is https");
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws Exception {
        server.close();
        SelfSigned old = SelfSigned.make(folder.resolve("old"));
        SelfSigned fresh = SelfSigned.make(folder.resolve("fresh"));
        start(old);
        assertThat(get(old, "/")).isEqualTo("hello");

        replace(fresh.certificate(), old.certificate());
        nanos += Duration.ofSeconds(20).toNanos();
        assertThat(get(old, "/")).as("while only one of the two is new").isEqualTo("hello");
        replace(fresh.key(), old.key());
        nanos += Duration.ofSeconds(20).toNanos();
        assertThat(get(fresh, "/")).isEqualTo("hello");
        assertThatThrownBy(() -> get(old, "/")).isInstanceOf(IOException.class);
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, FileTime.from(Instant.now().plusSeconds(60)));
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws IOException {
        SelfSigned other = SelfSigned.make(folder.resolve("other"));
        SelfSigned rsa = SelfSigned.make(folder.resolve("rsa"), "RSA", 0);
        SelfSigned past = SelfSigned.make(folder.resolve("past"), "EC", 30);
        Path text = Files.writeString(folder.resolve("text"), "no key");
        Path old =
                Files.writeString(
                        folder.resolve("old.pem"),
                        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertWrong(one.certificate(), other.key(), "is not that of the certificate in");
        assertWrong(one.certificate(), rsa.key(), "has no EC key, as the certificate has");
        assertWrong(past.certificate(), past.key(), "ended at 20");
        assertWrong(text, one.key(), "has no certificate");
        assertWrong(one.certificate(), text, "PKCS #8");
        assertWrong(one.certificate(), old, "openssl pkcs8 -topk8");
        assertThatThrownBy(() -> KeyFiles.open(folder.resolve("none"), one.key(), 0))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    private static void assertWrong(Path certificate, Path key, String reason) {
        assertThatThrownBy(() -> KeyFiles.open(certificate, key, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1);
    }
}
