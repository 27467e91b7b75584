package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @Test
    void readsHostsAndAddressesWithPorts() throws Exception {
        assertThat(HostPort.parse("[2001:db8::5]:6881"))
                .isEqualTo(new HostPort("2001:db8::5", 6881));
        InetSocketAddress address = HostPort.parse("127.0.0.1:80").resolve();
        assertThat(HostPort.format(address)).isEqualTo("127.0.0.1:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":1", "host:65536", "::1:80", "a/b:1"})
    void refusesWhatIsNoHostWithPort(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text));
    }
}
