package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
    private static PeerAddress at(String literal) {
        return PeerAddress.of(InetAddress.ofLiteral(literal), 6881);
    }

    @Test
    void anIpv4AddressStandsInItsMappedForm() {
        PeerAddress address = at("192.0.2.7");
        assertThat(address).isEqualTo(PeerAddress.ipv4(0xc0000207, 6881));
        assertThat(address).isEqualTo(new PeerAddress(0, 0xffffc0000207L, 6881));
        assertThat(address.isIpv4()).isTrue();
        assertThat(address.ipv4()).isEqualTo(0xc0000207);
        assertThat(address.socketAddress()).isEqualTo(new InetSocketAddress("192.0.2.7", 6881));
    }

    @Test
    void anIpv6AddressIsTwoNumbersInNetworkOrder() {
        PeerAddress address = at("2001:db8::7");
        assertThat(address).isEqualTo(new PeerAddress(0x20010db800000000L, 7, 6881));
        assertThat(address.isIpv4()).isFalse();
        assertThat(address.address()).isEqualTo(InetAddress.ofLiteral("2001:db8::7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"})
    void knowsTheMachinesOwn(String literal) {
        assertThat(at(literal).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"128.0.0.1", "126.255.255.255", "::2", "::", "1::1"})
    void knowsOthers(String literal) {
        assertThat(at(literal).isLoopback()).isFalse();
    }

    @Test
    void hasAPortThatExists() {
        assertThat(at("192.0.2.7").withPort(65_535).port()).isEqualTo(65_535);
        assertThatIllegalArgumentException().isThrownBy(() -> at("::1").withPort(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> at("::1").withPort(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7:6881", "[2001:db8:0:0:0:0:0:7]:6881", "0.0.0.0:0"})
    void isReadFromWhatItIsWrittenAs(String text) {
        assertThat(PeerAddress.parse(text))
                .hasValueSatisfying(address -> assertThat(address).hasToString(text));
    }

    @Test
    void isReadFromAnyFormOfItsNumbers() {
        assertThat(PeerAddress.parse("[2001:DB8::7]:6881")).hasValue(at("2001:db8::7"));
        assertThat(PeerAddress.parse("[::ffff:192.0.2.7]:6881")).hasValue(at("192.0.2.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "192.0.2.7",
                "192.0.2.7:",
                "192.0.2.7:65536",
                "192.0.2.7:-1",
                "192.0.2.256:80",
                "2001:db8::7:80",
                "[2001:db8::7]",
                "[2001:db8::7:80",
                "[fe80::1%lo]:80",
                "localhost:80",
                "1.2.3.4 :80",
            })
    void isNotReadFromAnythingElse(String text) {
        assertThat(PeerAddress.parse(text)).isEmpty();
    }
}
