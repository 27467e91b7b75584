package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.PeerKeyPair;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialRenewalTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final CredentialRenewal renewal =
            new CredentialRenewal(
                    PeerKeyPair.ofSeed(new byte[32]),
                    "anna",
                    6881,
                    List.of(
                            URI.create("http://Index:6969/announce"),
                            URI.create("https://b.example/announce")),
                    () -> now);

    private Optional<AnnounceCredential> shownTo(String tracker) {
        return renewal.shownTo(URI.create(tracker));
    }

    private AnnounceCredential after(Duration time) {
        now = now.plus(time);
        AnnounceCredential current = shownTo("http://index:6969/announce").orElseThrow();
        assertThat(current.isValid(now.getEpochSecond())).isTrue();
        return current;
    }

    @Test
    void signsAnewOnceADay() {
        AnnounceCredential first = after(Duration.ZERO);
        assertThat(after(Duration.ofHours(24))).isSameAs(first);
        AnnounceCredential second = after(Duration.ofSeconds(1));
        assertThat(second).isNotEqualTo(first);
        assertThat(after(Duration.ofHours(23))).isSameAs(second);
        assertThat(after(Duration.ofDays(9))).isNotEqualTo(second);
    }

    @Test
    void signsAnewWhenTheClockIsSetBack() {
        after(Duration.ZERO);
        after(Duration.ofDays(-365));
    }

    @ParameterizedTest
    @CsvSource({
        "http://index:6969/announce, index:6969",
        "http://INDEX:6969/announce/a_token_of_sixteen, index:6969",
        "udp://index:6969, index:6969",
        "https://b.example/announce, b.example:443",
        "https://b.example:443/announce, b.example:443",
    })
    void isSignedForTheIndexThatWasNamed(String tracker, String index) {
        assertThat(shownTo(tracker).orElseThrow().index()).hasToString("Optional[" + index + "]");
        assertThat(shownTo(tracker)).isEqualTo(shownTo(tracker));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://index:6970/announce",
                "http://index/announce",
                "http://index.example:6969/announce",
                "http://b.example:443/announce",
                "udp://b.example:443",
                "http://b.example/announce",
            })
    void isShownToNobodyElseNorInTheClear(String tracker) {
        assertThat(shownTo(tracker)).isEmpty();
    }
}
