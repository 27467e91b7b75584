package dunlin.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.cluster.RedisServers;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Totals;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

class RedisTlsTest {
    private static final Duration SILENCE = Duration.ofHours(1);

    private static SSLSocketFactory trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            var read = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setCertificateEntry("redis", read);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static String url(RedisServers redis) {
        return redis.url().replace("redis://", "rediss://");
    }

    @Test
    void talksTlsWithAServerWhoseCertificateItTrusts() throws Exception {
        try (RedisServers redis = RedisServers.withTls("IP:127.0.0.1");
                SwarmStore store =
                        RedisSwarmStore.open(
                                url(redis), SILENCE, Optional.of(trusting(redis.certificate())))) {
            assertThat(store.totals()).isEqualTo(new Totals(0, 0));
        }
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws Exception {
        try (RedisServers redis = RedisServers.withTls("IP:127.0.0.1")) {
            assertThatThrownBy(() -> RedisSwarmStore.open(url(redis), SILENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot use " + url(redis) + ": ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void refusesTheCertificateOfAnotherHost() throws Exception {
        try (RedisServers redis = RedisServers.withTls("IP:192.0.2.1")) {
            SSLSocketFactory trust = trusting(redis.certificate());
            assertThatThrownBy(() -> RedisSwarmStore.open(url(redis), SILENCE, Optional.of(trust)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }
}
