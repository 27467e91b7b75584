package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Index;
import dunlin.testkit.SelfSigned;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An index with a certificate of its own, and who has been told to trust that. */
class TlsTest extends LabTest {
    private SelfSigned key;

    @BeforeEach
    void makeKey() {
        key = SelfSigned.make(lab.folder("key"));
    }

    private Index index() {
        return dunlin().tracker("--tls", key.certificate() + "," + key.key());
    }

    private Dunlin trusting() {
        return dunlin().with(
                        "-Djavax.net.ssl.trustStore=" + key.trust(),
                        "-Djavax.net.ssl.trustStorePassword=" + SelfSigned.PASSWORD);
    }

    @Test
    void oursShareFindAndFetchThroughIt() throws Exception {
        Index index = index();
        assertThat(index.url()).startsWith("https://");
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        String id = trusting().share(content, "--tracker", index.url()).id();
        Path folder = lab.folder("fetched");
        trusting().fetch(id, folder, "--tracker", index.url());
        assertThat(Fixtures.contentOf(folder.resolve("Ordner")))
                .isEqualTo(Fixtures.contentOf(content));
    }

    @Test
    void whoDoesNotTrustItsCertificateSaysSo() {
        Program list = dunlin().start("list", "--tracker", index().url());
        assertThat(list.exitCode()).isEqualTo(4);
        assertThat(list.errors()).hasSize(1).first().asString().contains("certificat");
    }

    @Test
    void aria2FindsUsThroughIt() throws Exception {
        Index index = index();
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        trusting().share(content, "--tracker", index.url());
        Path torrent = dunlin().create(content, "--tracker", index.url());
        Path folder = lab.folder("fetched");
        List<String> trust = List.of("--ca-certificate=" + key.certificate());
        new Aria2(lab, Host.LOOPBACK, trust).fetch(torrent.toString(), folder).awaitDone();
        var expected = Fixtures.contentOf(content);
        expected.values().removeIf(file -> file.size() == 0);
        var fetched = Fixtures.contentOf(folder.resolve("Ordner"));
        fetched.values().removeIf(file -> file.size() == 0);
        assertThat(fetched).isEqualTo(expected);
    }
}
