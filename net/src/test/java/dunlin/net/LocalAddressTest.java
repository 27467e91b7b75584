package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressTest {
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("198.51.100.7");

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
        assertThat(LocalAddress.mayRedirect(PUBLIC, InetAddress.ofLiteral(address))).isFalse();
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
        for (String from : new String[] {"192.0.2.1", "10.0.0.1", "127.0.0.1", "169.254.0.1"}) {
            assertThat(
                            LocalAddress.mayRedirect(
                                    InetAddress.ofLiteral(from), InetAddress.ofLiteral(address)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 127.0.0.1, false",
        "10.0.0.1, ::1, false",
        "10.0.0.1, 0.0.0.0, false",
        "10.0.0.1, 169.254.169.254, false",
        "fc00::1, fe80::1, false",
        "169.254.0.1, 127.0.0.1, false",
        "127.0.0.1, 169.254.169.254, false",
        "127.0.0.1, 224.0.0.1, true",
        "10.0.0.1, 192.168.0.1, true",
        "127.0.0.1, 10.0.0.1, true",
        "127.0.0.1, ::1, true",
        "169.254.0.1, 169.254.0.2, true",
        "169.254.0.1, 10.0.0.1, true",
    })
    void aRedirectLeadsToThisMachineOrItsLinkOnlyFromThere(String from, String to, boolean may) {
        assertThat(LocalAddress.mayRedirect(InetAddress.ofLiteral(from), InetAddress.ofLiteral(to)))
                .isEqualTo(may);
    }
}
