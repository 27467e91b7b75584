package dunlin.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final PeerKey ADA = key(1);
    private static final PeerKey EVE = key(2);

    private static PeerKey key(int number) {
        byte[] seed = new byte[PeerKeyPair.SEED_LENGTH];
        seed[0] = (byte) number;
        return PeerKeyPair.ofSeed(seed).publicKey();
    }

    private static LiveListing share(
            int day, String name, Optional<PeerKey> owner, String by, int seeders) {
        Listing listing =
                new Listing(
                        InfoHash.parse("%040x".formatted(day)).orElseThrow(),
                        name,
                        1,
                        1,
                        Optional.empty(),
                        Note.NONE,
                        owner,
                        by,
                        Instant.parse("2026-01-%02dT00:00:00Z".formatted(day)));
        return new LiveListing(listing, seeders, 0, false);
    }

    private static LiveListing ada(int day, int seeders) {
        return share(day, "photos", Optional.of(ADA), "ada", seeders);
    }

    private static Optional<LiveListing> choose(LiveListing... found) {
        return Choice.among(List.of(found), Optional.empty());
    }

    @Test
    void ofOneNameAndOwnerTheNewestIsMeantThatSomebodyHas() {
        assertThat(choose(ada(1, 1), ada(3, 0), ada(2, 1))).contains(ada(2, 1));
        assertThat(choose(ada(1, 0), ada(3, 0), ada(2, 0))).contains(ada(3, 0));
    }

    @Test
    void aNewerOneOfAnotherOwnerIsNeverTakenForIt() {
        LiveListing eves = share(9, "photos", Optional.of(EVE), "ada", 100);
        assertThat(choose(ada(1, 1), eves)).isEmpty();
        LiveListing nobodys = share(9, "photos", Optional.empty(), "ada", 100);
        assertThat(choose(nobodys, share(8, "photos", Optional.empty(), "ada", 1))).isEmpty();
    }

    @Test
    void ofTwoNamesNoneIsTaken() {
        assertThat(choose(ada(1, 1), share(2, "Photos", Optional.of(ADA), "ada", 1))).isEmpty();
    }

    @Test
    void whoSharedItPicksOne() {
        LiveListing eves = share(9, "photos", Optional.of(EVE), "eve", 1);
        List<LiveListing> both = List.of(ada(1, 1), eves);
        assertThat(Choice.among(both, Optional.of("Eve"))).contains(eves);
        assertThat(Choice.among(both, Optional.of("somebody else"))).isEmpty();
    }
}
