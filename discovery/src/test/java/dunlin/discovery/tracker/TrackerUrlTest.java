package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerUrlTest {
    private static final String QUERY = "info_hash=%00%ff&port=1";

    @Test
    void appendsToAQueryWithoutEncodingAnythingAgain() throws ProtocolException {
        assertThat(TrackerUrl.parse("http://t.example/a%20b?pass=%2B1").with(QUERY))
                .hasToString("http://t.example/a%20b?pass=%2B1&" + QUERY);
        assertThat(TrackerUrl.parse("https://[2001:db8::1]:8443/announce").with(QUERY))
                .hasToString("https://[2001:db8::1]:8443/announce?" + QUERY);
    }

    @ParameterizedTest
    @CsvSource({
        "http://t.example/announce, http://t.example/scrape?q",
        "http://t.example/x/announce, http://t.example/x/scrape?q",
        "http://t.example/announce.php, http://t.example/scrape.php?q",
        "http://t.example/announce?x2%0644, http://t.example/scrape?x2%0644&q",
    })
    void findsTheScrapeUrlAsBep48Says(String announce, String scrape) throws ProtocolException {
        assertThat(TrackerUrl.parse(announce).scrapeWith("q")).contains(URI.create(scrape));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://t.example/a", "http://t.example/announce/x"})
    void findsNoScrapeUrlWhereThereIsNone(String announce) throws ProtocolException {
        assertThat(TrackerUrl.parse(announce).scrapeWith("q")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://t.example/announce",
                "gopher://t.example/announce",
                "udp://t.example",
                "udp://t.example:0/announce",
                "udp://t.example:65536",
                "udp:t.example:6969",
                "ws://t.example/announce",
                "http:///announce",
                "http://user:secret@t.example/announce",
                "http://t.example:99999/announce",
                "http://t.example/\u001b[2J",
                "http://t.example/a b",
                "announce",
                "",
            })
    void refusesOtherUrlsInOneSafeLine(String url) {
        assertThatThrownBy(() -> TrackerUrl.parse(url))
                .isInstanceOf(ProtocolException.class)
                .message()
                .doesNotContain("\u001b", "secret");
    }

    @ParameterizedTest
    @CsvSource({
        "udp://t.example:1, '', ",
        "udp://t.example:1/, '', ",
        "udp://t.example:1/announce, '', ",
        "udp://t.example:1, name=a, /announce?name=a",
        "udp://t.example:1/, name=a, /?name=a",
        "udp://t.example:1/announce/token, '', /announce/token",
        "udp://t.example:1/announce/token, name=a, /announce/token?name=a",
        "udp://t.example:1/dir?a=b&c=d, '', /dir?a=b&c=d",
        "udp://t.example:1/announce?a=%20, name=a, /announce?a=%20&name=a",
        "udp://t.example:1/é, '', /%C3%A9",
    })
    void tellsATrackerOverUdpWhatItDoesNotSee(String url, String additions, String urlData)
            throws ProtocolException {
        assertThat(TrackerUrl.parse(url).urlData(additions))
                .isEqualTo(Optional.ofNullable(urlData));
    }

    @Test
    void leavesOutWhatIsTooLongForAPacket() throws ProtocolException {
        String longest = "udp://t.example:1/" + "a".repeat(982);

        assertThat(TrackerUrl.parse(longest).urlData("n".repeat(1_049)))
                .hasValue(longest.substring(17));
        assertThat(TrackerUrl.parse(longest).urlData("n".repeat(1_048)))
                .hasValueSatisfying(data -> assertThat(data).hasSizeLessThanOrEqualTo(2_048));
        assertThatThrownBy(() -> TrackerUrl.parse(longest + "a"))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> TrackerUrl.parse("udp://t.example:1/" + "é".repeat(500)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void reachesHostsThatTheDomainNameSystemDoesNotName() throws ProtocolException {
        for (String scheme : List.of("http", "udp")) {
            TrackerUrl url = TrackerUrl.parse(scheme + "://my_tracker:6969/announce");
            assertThat(url.host()).isEqualTo("my_tracker");
            assertThat(url.port()).isEqualTo(6969);
            assertThat(url.with(QUERY))
                    .hasToString(scheme + "://my_tracker:6969/announce?" + QUERY);
        }
    }

    private static void check(String url, String address) throws ProtocolException {
        TrackerUrl parsed = TrackerUrl.parse(url);
        URI called = parsed.isUdp() ? parsed.uri() : parsed.with(QUERY);
        TrackerUrl.check(called, InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:6969/announce, 127.0.0.1",
        "http://localhost:6969/announce, ::1",
        "http://localhost/announce/0123456789abcdef, 127.0.0.1",
        "udp://localhost:6969, 127.0.0.1",
        "udp://localhost:6969/announce, ::1",
        "udp://localhost:6969/announce/0123456789abc_-f, ::1",
        "udp://nas:6969/, 192.168.1.5",
        "udp://nas:6969/announce/token, 192.168.1.5",
        "udp://t.example:6969/any?passkey=1, 192.0.2.1",
        "http://nas/announce, 192.168.1.5",
        "http://nas/announce/token, 10.1.2.3",
        "http://nas/token/announce, fd00::1",
        "http://t.example/any.php?passkey=1, 192.0.2.1",
    })
    void letsAnnouncesThrough(String url, String address) {
        assertThatCode(() -> check(url, address)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/reboot, 127.0.0.1",
        "http://a.example/, 127.0.0.1",
        "http://a.example/announce/token, 127.0.0.1",
        "http://a.example/announce/0123456789abcde, 127.0.0.1",
        "http://a.example/announce/0123456789abcde/, 127.0.0.1",
        "http://a.example/announce/0123456789abcdef.sh, 127.0.0.1",
        "http://a.example/reboot/0123456789abcdef, 127.0.0.1",
        "udp://a.example:1/reboot, 127.0.0.1",
        "udp://a.example:1/announce/token, 127.0.0.1",
        "udp://a.example:1/announce?cmd=reboot, 192.168.0.1",
        "udp://a.example:1/?cmd=reboot, 127.0.0.1",
        "UDP://a.example:1/reboot, ::1",
        "http://a.example/announce?cmd=reboot, 127.0.0.1",
        "http://a.example/announce/../reboot, 127.0.0.1",
        "http://a.example/reboot, ::1",
        "http://a.example/reboot, 0.0.0.0",
        "http://a.example/reboot, 0.1.2.3",
        "http://a.example/reboot, 192.168.0.1",
        "http://a.example/reboot?x=announce, 10.0.0.1",
        "http://a.example/announce?cmd=reboot, 172.16.0.1",
        "http://a.example/latest/meta-data/announce, 169.254.169.254",
        "http://a.example/reboot, 100.64.0.1",
        "http://a.example/reboot, fe80::1",
        "http://a.example/reboot, fd12::1",
        "http://a.example/reboot, 224.0.0.1",
    })
    void sendsNothingElseToLocalAddresses(String url, String address) {
        assertThatThrownBy(() -> check(url, address))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("local address");
    }
}
