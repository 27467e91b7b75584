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
        "HTTPS://[::1]:443, https://[::1]:443/announce, https://[::1]:443"
    })
    void anIndexIsAnnouncedToAtItsAnnouncePath(String text, String announce, String index) {
        NamedTracker tracker = NamedTracker.parse(text);
        assertThat(tracker.announce()).hasToString(announce);
        assertThat(tracker.index()).get().hasToString(index);
        assertThat(NamedTracker.parse(tracker.toString())).isEqualTo(tracker);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp://h:6969", "http://h/x/announce.php?key=1"})
    void anotherTrackerIsTakenAsItIsAndHasNoCatalogue(String text) {
        NamedTracker tracker = NamedTracker.parse(text);
        assertThat(tracker.announce()).hasToString(text);
        assertThat(tracker.index()).isEmpty();
        assertThat(tracker).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "file:///etc/passwd", "ftp://h/x", "http://", "http://u:p@h", "a b"})
    void refusesWhatIsNoTracker(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> NamedTracker.parse(text));
    }
}
