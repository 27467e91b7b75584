package dunlin.protocol.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dunlin.protocol.InfoHash;
import dunlin.protocol.identity.PeerKey;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final PeerKey ANNA = PeerKey.of(new byte[PeerKey.LENGTH]);

    private static Listing listing(long size, int files, Optional<PeerKey> owner) {
        return new Listing(
                InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a"),
                "films",
                size,
                files,
                Optional.empty(),
                Note.NONE,
                owner,
                "anna",
                Instant.EPOCH);
    }

    @Test
    void isOwnedByItsOwnersKeyAndByNobodysWhileItHasNone() {
        byte[] other = ANNA.bytes();
        other[31] ^= 1;
        Listing annas = listing(5, 1, Optional.of(ANNA));
        assertThat(annas.isOwnedBy(PeerKey.of(ANNA.bytes()))).isTrue();
        assertThat(annas.isOwnedBy(PeerKey.of(other))).isFalse();
        assertThat(listing(5, 1, Optional.empty()).isOwnedBy(ANNA)).isFalse();
    }

    @Test
    void countsNothingBelowZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listing(-1, 1, Optional.empty()))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> listing(1, -1, Optional.empty()));
        Listing listing = listing(0, 0, Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LiveListing(listing, -1, 0, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LiveListing(listing, 0, -1, false));
    }
}
