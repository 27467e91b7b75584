package dunlin.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.node.api.Found;
import dunlin.node.api.Found.Where;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.SearchOrder;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.search.SearchQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SearchingTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<NodeEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void whatTwoSourcesFindIsToldAtOnceAndIsOneShareInTheEnd() throws Exception {
        List<Found> found =
                search(LONG, source(Where.INDEX, hit(1)), source(Where.OVERLAY, hit(1), hit(2)));
        assertThat(found).hasSize(2);
        assertThat(found.stream().filter(it -> it.foundIn().size() == 2)).hasSize(1);
        assertThat(events).hasSize(3).allMatch(NodeEvent.ShareFound.class::isInstance);
    }

    @Test
    void oneThatSaysNothingHoldsUpTheOthersForItsGraceOnly() throws Exception {
        assertThat(search(LONG, source(Where.INDEX, hit(1)), silent(Where.DHT))).hasSize(1);
    }

    @Test
    void withNothingFoundItEndsWithItsPatience() throws Exception {
        assertThat(search(Duration.ofMillis(50), silent(Where.OVERLAY))).isEmpty();
    }

    @Test
    void oneRefusalIsToldAndOnlyIfAllRefuseItIsARefusal() throws Exception {
        Searching.Source refuses = refusing(Where.INDEX, new Why.NoIndexNamed());
        assertThat(search(LONG, refuses, source(Where.OVERLAY, hit(1)))).hasSize(1);
        assertThat(events).anyMatch(NodeEvent.IndexesSilent.class::isInstance);
        assertThatThrownBy(() ->
                        search(
                                LONG,
                                refuses,
                                refusing(Where.OVERLAY, new Why.NobodyInNetwork("x"))))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isEqualTo(new Why.NoIndexNamed()));
    }

    private List<Found> search(Duration patience, Searching.Source... sources) throws Exception {
        SearchOrder order = new SearchOrder("tempest", 0, 50, patience, false);
        return new Searching(order, SearchQuery.of(List.of("tempest")), events::add)
                .ask(List.of(sources));
    }

    private interface Asked {
        void search(Consumer<Hit> hears) throws NodeRefusal, InterruptedException;
    }

    private static Searching.Source source(Where where, Asked asked) {
        return new Searching.Source() {
            @Override
            public Where where() {
                return where;
            }

            @Override
            public void search(SearchOrder order, SearchQuery query, Consumer<Hit> hears)
                    throws NodeRefusal, InterruptedException {
                asked.search(hears);
            }
        };
    }

    private static Searching.Source source(Where where, Hit... hits) {
        return source(where, hears -> List.of(hits).forEach(hears));
    }

    private static Searching.Source silent(Where where) {
        return source(where, _ -> new CountDownLatch(1).await());
    }

    private static Searching.Source refusing(Where where, Why why) {
        return source(
                where,
                _ -> {
                    throw new NodeRefusal(why);
                });
    }

    private static Hit hit(int id) {
        Listing listing =
                new Listing(
                        InfoHash.of(id, 0, 0),
                        "tempest",
                        1,
                        1,
                        Optional.empty(),
                        Note.NONE,
                        Optional.empty(),
                        "Ariel",
                        Instant.EPOCH);
        return new Hit(new LiveListing(listing, 1, 0, false), List.of());
    }
}
