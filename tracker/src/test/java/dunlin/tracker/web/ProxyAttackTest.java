package dunlin.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.AddressRange;
import dunlin.net.Proxies;
import dunlin.tracker.RawHttp;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.TrackerServer.Audience;
import dunlin.tracker.TrackerServer.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers come through a proxy on the index's machine, and want to pass for that machine. */
@Tag("attack")
class ProxyAttackTest {
    private static final String BANNED = "203.0.113.66";
    private static final String ANNOUNCE =
            "/announce?info_hash="
                    + "%01".repeat(20)
                    + "&uploaded=0&downloaded=0&left=9&compact=0&peer_id="
                    + "-XX0000-123456789012";

    @TempDir Path folder;
    private TrackerServer index;

    @BeforeEach
    void start() throws IOException {
        start(Proxies.NONE);
    }

    private void start(Proxies proxies) throws IOException {
        Config config =
                new Config(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                        Duration.ofMinutes(2),
                        new Audience.Anyone(),
                        List.of(AddressRange.parse(BANNED)),
                        false,
                        Config.FORGET_AFTER,
                        proxies,
                        Optional.empty(),
                        Optional.empty());
        index = TrackerServer.start(config, folder.resolve("c.db"), new RecordedEvents());
    }

    private void startBehindProxy() throws IOException {
        index.close();
        start(new Proxies(List.of(AddressRange.parse("127.0.0.1"))));
    }

    @AfterEach
    void stop() {
        index.close();
    }

    private String ask(String target, String... headers) throws IOException {
        return RawHttp.exchange(
                index.address(),
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + String.join("", List.of(headers).stream().map(it -> it + "\r\n").toList())
                        + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.7",
                "x-forwarded-for:203.0.113.7",
                "X-FORWARDED-FOR:",
                "Forwarded: for=203.0.113.7",
                "via: 1.1 proxy",
                "X-Real-IP: 203.0.113.7",
                "X-Forwarded-Proto: https",
            })
    void whatAnUnknownProxyPassesOnIsRefusedWithWhatToDo(String header) throws IOException {
        for (String target : List.of("/", "/api/v1/shares", "/health")) {
            assertThat(ask(target, header))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("--behind-proxy 127.0.0.1");
        }
        for (String target : List.of(ANNOUNCE + "&port=1", "/scrape", "/announce")) {
            assertThat(ask(target, header))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("14:failure reason", "--behind-proxy 127.0.0.1");
        }
    }

    @Test
    void bansGoByTheClientsAddress() throws IOException {
        startBehindProxy();
        String banned = "X-Forwarded-For: 127.0.0.1, " + BANNED;
        assertThat(ask("/", banned)).startsWith("HTTP/1.1 403 ").contains("banned");
        assertThat(ask(ANNOUNCE + "&port=1", banned)).contains("14:failure reason", "banned");
        assertThat(ask("/", "X-Forwarded-For: 203.0.113.7")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void noClientIsBelievedAnotherAddress() throws IOException {
        startBehindProxy();
        ask(
                ANNOUNCE + "&port=4001&ip=198.51.100.9",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-For: 203.0.113.7");
        assertThat(ask(ANNOUNCE + "&port=4002", "X-Forwarded-For: 203.0.113.8"))
                .contains("2:ip11:203.0.113.7", "4:porti4001e")
                .doesNotContain("198.51.100.9");
    }

    @Test
    void aProxyThatDoesNotSayForWhomItAsksIsRefused() throws IOException {
        startBehindProxy();
        assertThat(ask("/")).startsWith("HTTP/1.1 403 ").contains("X-Forwarded-For");
        assertThat(ask(ANNOUNCE + "&port=1")).contains("14:failure reason", "X-Forwarded-For");
        assertThat(ask("/", "X-Forwarded-For: unknown")).startsWith("HTTP/1.1 403 ");
    }
}
