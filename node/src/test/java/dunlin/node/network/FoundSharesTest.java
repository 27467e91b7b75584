package dunlin.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.node.api.Found;
import dunlin.node.api.Found.Where;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.search.SearchQuery;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoundSharesTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final FoundShares found = new FoundShares(SearchQuery.of(List.of("tempest")));

    @Test
    void aShareThatTwoKnowOfIsOneAndWhatAnIndexSaysOfItGoesFirst() {
        assertThat(found.add(hit(1, "the tempest", 0, peer(1)), Where.OVERLAY)).isPresent();
        Found both = found.add(hit(1, "The Tempest.txt", 1, peer(2)), Where.INDEX).orElseThrow();
        assertThat(both.hit().share().listing().name()).isEqualTo("The Tempest.txt");
        assertThat(both.hit().share().seeders()).isEqualTo(2);
        assertThat(both.hit().peers()).extracting(ListedPeer::address).hasSize(2);
        assertThat(both.foundIn()).isEqualTo(Set.of(Where.OVERLAY, Where.INDEX));
        assertThat(found.ranked()).containsExactly(both);
    }

    @Test
    void whatIsKnownAlreadyIsNoNews() {
        found.add(hit(1, "tempest", 0, peer(1)), Where.OVERLAY);
        assertThat(found.add(hit(1, "tempest", 0, peer(1)), Where.OVERLAY)).isEmpty();
        assertThat(found.add(hit(1, "tempest", 0, peer(1)), Where.DHT)).isPresent();
    }

    @Test
    void theBestComesFirstAndOfThoseAlikeTheNewest() {
        found.add(hit(1, "notes on the tempest and other plays", 0, peer(1)), Where.OVERLAY);
        found.add(hit(2, "tempest", 1, peer(1)), Where.OVERLAY);
        found.add(hit(3, "tempest", 2, peer(1)), Where.OVERLAY);
        assertThat(found.ranked())
                .extracting(it -> it.hit().share().listing().id())
                .containsExactly(id(3), id(2), id(1));
    }

    @Test
    void whoMakesUpAnyNumberOfSharesHasNoMoreThanItsPart() {
        for (int number = 0; number < 5_000; number++) {
            found.add(hit(number, "tempest", 0, peer(1)), Where.OVERLAY);
        }
        assertThat(found.size()).isEqualTo(FoundShares.MOST_OF_ONE);
        assertThat(found.add(hit(9_999, "tempest", 0, peer(2)), Where.OVERLAY)).isPresent();
    }

    private static Hit hit(int id, String name, int minutes, ListedPeer... peers) {
        Listing listing =
                new Listing(
                        id(id),
                        name,
                        1_000,
                        1,
                        Optional.empty(),
                        Note.NONE,
                        Optional.empty(),
                        "Ariel",
                        NOON.plusSeconds(60L * minutes));
        return new Hit(new LiveListing(listing, peers.length, 0, false), List.of(peers));
    }

    private static ListedPeer peer(int number) {
        return new ListedPeer(
                "Ariel", new InetSocketAddress("10.0.0." + number, 6881), true, NOON, false);
    }

    private static InfoHash id(int number) {
        return InfoHash.of(number, 0, 0);
    }
}
