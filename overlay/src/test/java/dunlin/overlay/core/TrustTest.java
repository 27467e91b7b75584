package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.overlay.Digest;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrustTest {
    @Test
    void aDigestThatMatchesEverythingIsWorthNothing() {
        Digest all =
                new Digest() {
                    @Override
                    public boolean mayHave(long hash) {
                        return hash % 4 != 0;
                    }

                    @Override
                    public byte[] bytes() {
                        return new byte[0];
                    }
                };
        assertThat(Trust.matchesEverything(all, new Random(1))).isTrue();
        assertThat(Trust.matchesEverything(new TestShares.TestDigest(Set.of(1L)), new Random(1)))
                .isFalse();
    }

    @Test
    void whoPromisedThreeTimesWhatItHasNotIsAskedNoMoreUntilItHasSomething() {
        Trust trust = new Trust();
        for (int i = 0; i < 3; i++) {
            assertThat(trust.isWorthAsking(7)).isTrue();
            trust.miss(7);
        }
        assertThat(trust.isWorthAsking(7)).isFalse();
        trust.hit(7);
        assertThat(trust.isWorthAsking(7)).isTrue();
    }

    @Test
    void onlySoManyAreRemembered() {
        Trust trust = new Trust();
        for (int i = 0; i < 3; i++) {
            trust.miss(-1);
        }
        for (int i = 0; i < 2_000; i++) {
            trust.miss(i);
        }
        assertThat(trust.isWorthAsking(-1)).isTrue();
    }
}
