package dunlin.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.HttpCaller;
import dunlin.net.NameLookup;
import dunlin.net.Proxies;
import dunlin.net.tls.KeyFiles;
import dunlin.testkit.SelfSigned;
import dunlin.web.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds begin to speak TLS and halt. */
@Tag("attack")
class TlsAttackTest {
    private static final String BEGUN =
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";

    @Test
    void handshakesThatHaltTakeNobodysPlace(@TempDir Path folder) throws Exception {
        SelfSigned key = SelfSigned.make(folder.resolve("key"));
        SSLContext shown = KeyFiles.open(key.certificate(), key.key(), 0).context(0);
        HttpSettings settings =
                new HttpSettings(TestServer.PATIENT, Proxies.NONE, Optional.of(() -> shown));
        HttpCaller good =
                new HttpCaller(
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        1_000,
                        (target, address) -> {},
                        NameLookup.SYSTEM,
                        () -> key.trusting().getSocketFactory());
        List<WireClient> halted = new ArrayList<>();
        try (TestServer server = new TestServer(settings)) {
            URI page = URI.create("https://127.0.0.1:" + server.http.address().getPort() + "/");
            for (int i = 0; i < 150; i++) {
                halted.add(new WireClient(server.http, "127.0.0." + (2 + i % 3)).send(BEGUN));
                if (i % 50 == 49) {
                    assertThat(good.get(page).reply().body()).asString().isEqualTo("hello");
                }
            }
        } finally {
            close(halted);
        }
    }

    private static void close(List<WireClient> clients) throws IOException {
        for (WireClient client : clients) {
            client.close();
        }
    }
}
