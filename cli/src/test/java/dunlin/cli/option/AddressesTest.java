package dunlin.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.HostPort;
import dunlin.node.api.NamedTracker;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person writes for trackers and peers. */
class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "http://h:6969, http://h:6969/announce, http://h:6969",
        "http://h:6969/, http://h:6969/announce, http://h:6969",
        "http://h:6969/announce, http://h:6969/announce, http://h:6969",
        "h:6969, http://h:6969/announce, http://h:6969",
        "https://[::1]:443, https://[::1]:443/announce, https://[::1]:443"
    })
    void anIndexIsAnnouncedToAtItsAnnouncePath(String text, String announce, String index) {
        NamedTracker tracker = NamedTracker.parse(text);
        assertThat(tracker.announce()).hasToString(announce);
        assertThat(tracker.index()).get().hasToString(index);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp://h:6969", "http://h/x/announce.php?key=1"})
    void anotherTrackerIsTakenAsItIsAndHasNoCatalogue(String text) {
        NamedTracker tracker = NamedTracker.parse(text);
        assertThat(tracker.announce()).hasToString(text);
        assertThat(tracker.index()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://h/x", "http://", "http://u:p@h", "a b"})
    void refusesWhatIsNoTracker(String text) {
        assertThatThrownBy(() -> NamedTracker.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

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
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
