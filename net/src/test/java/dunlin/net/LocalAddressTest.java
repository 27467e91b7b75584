package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.9",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "169.254.169.254",
                "224.0.0.1",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "fe80::1",
                "fc00::1",
                "fdff::1",
                "ff02::1",
            })
    void aRedirectFromAPublicServerToThisOrItsNetworkIsRefused(String address) {
        assertThat(LocalAddress.is(InetAddress.ofLiteral(address))).isTrue();
        assertThatThrownBy(() -> HttpCaller.refuseLocal(InetAddress.ofLiteral(address)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("redirects from a public to a local address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "172.32.0.1",
                "100.128.0.1",
                "11.0.0.1",
                "2001:db8::1",
                "fb00::1",
                "::ffff:192.0.2.1",
            })
    void aRedirectToAnotherPublicAddressIsFollowed(String address) {
        assertThatCode(() -> HttpCaller.refuseLocal(InetAddress.ofLiteral(address)))
                .doesNotThrowAnyException();
    }
}
