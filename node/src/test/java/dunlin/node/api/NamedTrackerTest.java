package dunlin.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedTrackerTest {
    @ParameterizedTest
    @CsvSource({
        "http://h:6969, http://h:6969/announce, http://h:6969",
        "http://h:6969/, http://h:6969/announce, http://h:6969",
        "http://h:6969/announce, http://h:6969/announce, http://h:6969",
        "h:6969, http://h:6969/announce, http://h:6969",
        "HTTPS://[::1]:443, https://[::1]:443/announce, https://[::1]:443",
        "h, http://h:6969/announce, http://h:6969",
        "10.0.0.5, http://10.0.0.5:6969/announce, http://10.0.0.5:6969",
        "[::1], http://[::1]:6969/announce, http://[::1]:6969",
        "my_tracker, http://my_tracker:6969/announce, http://my_tracker:6969",
        "h/announce, http://h:6969/announce, http://h:6969",
        "http://h, http://h/announce, http://h",
        "http://my_tracker:6969/, http://my_tracker:6969/announce, http://my_tracker:6969",
        "'http://h:6969/announce\n', http://h:6969/announce, http://h:6969",
        "http://h:6969/announce/, http://h:6969/announce, http://h:6969",
        "http://h:6969/?page=2, http://h:6969/announce, http://h:6969",
        "http://h:6969/search?q=films, http://h:6969/announce, http://h:6969",
        "http://h:6969/share/0123#files, http://h:6969/announce, http://h:6969",
        "http://h:6969/feed.atom, http://h:6969/announce, http://h:6969",
        "http://h:6969/api/v1/shares, http://h:6969/announce, http://h:6969",
        "http://h:6969/announce?pass=1, http://h:6969/announce?pass=1, http://h:6969",
        "udp://h:6969, udp://h:6969, http://h:6969",
        "udp://h:6969/announce, udp://h:6969/announce, http://h:6969"
    })
    void anIndexIsAnnouncedToAtItsAnnouncePath(String text, String announce, String index) {
        NamedTracker tracker = NamedTracker.parse(text);
        assertThat(tracker.announce()).hasToString(announce);
        assertThat(tracker.index()).get().hasToString(index);
        assertThat(NamedTracker.parse(tracker.toString())).isEqualTo(tracker);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"udp://h:6969/x", "http://h/x/announce.php?key=1", "http://h/key/announce"})
    void anotherTrackerIsTakenAsItIsAndHasNoCatalogue(String text) {
        NamedTracker tracker = NamedTracker.parse(text);
        assertThat(tracker.announce()).hasToString(text);
        assertThat(tracker.index()).isEmpty();
        assertThat(tracker).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file:///etc/passwd",
                "ftp://h/x",
                "http://",
                "http://u:p@h",
                "a b",
                "http://h:99999",
                "http://h:999999999999",
                "h:0",
                "udp://h",
                "http://h:x",
                "::1"
            })
    void refusesWhatIsNoTracker(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedTracker.parse(text))
                .withMessageContaining("is no tracker: ");
    }
}
