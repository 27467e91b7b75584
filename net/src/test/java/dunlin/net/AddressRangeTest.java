package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.PeerAddress;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    private static PeerAddress address(String literal) {
        return PeerAddress.of(InetAddress.ofLiteral(literal), 1);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, 192.0.3.0",
        "192.0.2.7, 192.0.2.7, 192.0.2.6",
        "10.0.0.0/8, 10.255.0.1, 11.0.0.1",
        "2001:db8::/32, 2001:db8:ffff::1, 2001:db9::1",
        "2001:db8::/64, 2001:db8::ffff, 2001:db8:0:1::1",
        "2001:db8::8/125, 2001:db8::f, 2001:db8::10",
        "::1, ::1, ::2",
    })
    void containsWhatBeginsWithItsBits(String range, String inside, String outside) {
        assertThat(AddressRange.parse(range).contains(address(inside))).isTrue();
        assertThat(AddressRange.parse(range).contains(address(outside))).isFalse();
    }

    @Test
    void allOfIpv4IsNotAllOfIpv6() {
        assertThat(AddressRange.parse("0.0.0.0/0").contains(address("203.0.113.9"))).isTrue();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(address("2001:db8::1"))).isFalse();
        assertThat(AddressRange.parse("::/0").contains(address("2001:db8::1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "example.com", "1.2.3.4/33", "::/129", "1.2.3.4/-1", "1/x"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no address and no range of addresses: ");
    }
}
