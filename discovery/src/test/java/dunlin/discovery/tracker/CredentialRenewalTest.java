package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.PeerKeyPair;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CredentialRenewalTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final CredentialRenewal renewal =
            new CredentialRenewal(PeerKeyPair.ofSeed(new byte[32]), "anna", 6881, () -> now);

    private AnnounceCredential after(Duration time) {
        now = now.plus(time);
        AnnounceCredential current = renewal.current();
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
}
