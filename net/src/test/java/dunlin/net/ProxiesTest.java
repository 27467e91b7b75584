package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Proxies.Whose;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.9");

    private final Proxies proxies =
            new Proxies(List.of(AddressRange.parse("127.0.0.1"), AddressRange.parse("10.0.0.0/8")));

    private static String client(Proxies proxies, InetAddress sender, String forwardedFor) {
        return told(proxies.request(sender, Optional.of(forwardedFor), true));
    }

    private static String told(Whose whose) {
        return switch (whose) {
            case Whose.Client client -> client.address().getHostAddress();
            case Whose.Unknown unknown -> unknown.why();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "'10.6.6.6, 203.0.113.7', 203.0.113.7",
        "'127.0.0.1, 203.0.113.7, 10.0.0.1', 203.0.113.7",
        "'unknown, 203.0.113.7', 203.0.113.7",
        "'203.0.113.7:4711', 203.0.113.7",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "'[2001:db8::1]:4711', 2001:db8:0:0:0:0:0:1",
        "'[2001:db8::1]', 2001:db8:0:0:0:0:0:1",
        "'::ffff:203.0.113.7', 203.0.113.7",
        "'10.0.0.2, 10.0.0.1', 10.0.0.2",
    })
    void theLastThatIsNoProxyAsks(String forwardedFor, String client) {
        assertThat(client(proxies, HERE, forwardedFor)).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "1",
                "127.1",
                "host",
                "203.0.113.7, ",
                "[::1",
                "fe80::1%eth0",
                "::1x",
                "999.0.0.1",
                "1.2.3.4:x",
                "_hidden",
                "[1.2.3.4]x"
            })
    void refusesWhatIsNoAddress(String forwardedFor) {
        assertThat(client(proxies, HERE, forwardedFor)).contains("no address");
    }

    @Test
    void whoIsNoProxyIsTheClientWhateverItSays() {
        assertThat(client(proxies, ELSEWHERE, "203.0.113.7")).isEqualTo("192.0.2.9");
        assertThat(client(Proxies.NONE, ELSEWHERE, "127.0.0.1")).isEqualTo("192.0.2.9");
    }

    @Test
    void whatAnUnknownProxyOnThisMachinePassesOnIsRefused() {
        assertThat(client(Proxies.NONE, HERE, "203.0.113.7")).contains("--behind-proxy 127.0.0.1");
        assertThat(told(Proxies.NONE.request(HERE, Optional.empty(), true)))
                .contains("--behind-proxy 127.0.0.1");
        assertThat(Proxies.NONE.request(HERE, Optional.empty(), false))
                .isEqualTo(new Whose.Client(HERE));
    }

    @Test
    void aProxyOnThisMachineHasToSayForWhomItAsks() {
        assertThat(told(proxies.request(HERE, Optional.empty(), false)))
                .contains("X-Forwarded-For");
        InetAddress other = InetAddress.ofLiteral("10.0.0.1");
        assertThat(proxies.request(other, Optional.empty(), false))
                .isEqualTo(new Whose.Client(other));
    }
}
