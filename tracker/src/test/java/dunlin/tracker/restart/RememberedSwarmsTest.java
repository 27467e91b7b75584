package dunlin.tracker.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.catalogue.Note;
import dunlin.tracker.Torrents;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.sqlite.SqliteCatalogue;
import dunlin.tracker.sqlite.SqliteCatalogue.Limits;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueFixture;
import dunlin.tracker.store.Sighting;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does all that a store must, and remembers whom it knew before a restart. */
class RememberedSwarmsTest extends SwarmStoreContract {
    private static final byte[] FILMS = Torrents.file("films", 1);
    private static final InfoHash LISTED = InfoHash.fromHex(Torrents.id(FILMS));

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private Catalogue catalogue;

    @Override
    protected SwarmStore open() throws Exception {
        catalogue = SqliteCatalogue.open(folder.resolve("c.db"), Limits.DEFAULT);
        catalogue.register(
                FILMS, Torrents.parse(FILMS), Note.NONE, CatalogueFixture.sharer("anna"), NOON);
        return remembered();
    }

    @AfterEach
    void closeCatalogue() {
        catalogue.close();
    }

    private RememberedSwarms remembered() {
        return new RememberedSwarms(new MemorySwarmStore(5_000, 5_000), catalogue, _ -> true);
    }

    private void come(int peer, boolean complete) throws Exception {
        send(announce(LISTED, peer, complete, Event.STARTED, 0, NOON));
    }

    private void restart() throws Exception {
        ((RememberedSwarms) store).note();
        RememberedSwarms next = remembered();
        next.recall(NOON.plusSeconds(100).getEpochSecond());
        store = next;
    }

    @Test
    void knowsAfterARestartWhoWasThereAndSaysThatItIsFromBefore() throws Exception {
        come(1, true);
        come(2, false);
        come(3, false);
        send(announce(LISTED, 3, false, Event.STOPPED, 0, NOON));
        send(announce(SHARE, 4, true, Event.STARTED, 0, NOON));
        restart();
        assertThat(store.peers(LISTED, 10))
                .extracting(AnnouncedPeer::address, AnnouncedPeer::beforeRestart)
                .containsExactly(tuple(peer(1), true), tuple(peer(2), true));
        assertThat(store.peers(LISTED, 10)).allMatch(each -> each.since().equals(NOON));
        assertThat(store.peers(SHARE, 10)).as("of a swarm that is not listed").isEmpty();
        assertThat(store.scrape(List.of(LISTED)).get(LISTED)).isEqualTo(new Counts(1, 0, 1));
        assertThat(send(announce(LISTED, 9, false, Event.STARTED, 9, NOON)).chosen())
                .containsExactlyInAnyOrder(peer(1), peer(2));
    }

    @Test
    void marksNobodyWhoHasAnnouncedSince() throws Exception {
        come(1, true);
        restart();
        send(announce(LISTED, 1, true, Event.NONE, 0, NOON.plusSeconds(120)));
        assertThat(store.peers(LISTED, 10)).noneMatch(AnnouncedPeer::beforeRestart).hasSize(1);
    }

    @Test
    void forgetsForGoodWhoNeverAnnouncesAgain() throws Exception {
        come(1, true);
        restart();
        store.expire(NOON.plusSeconds(101), gone -> {});
        assertThat(store.peers(LISTED, 10)).isEmpty();
        restart();
        assertThat(store.peers(LISTED, 10)).isEmpty();
    }

    @Test
    void notesABoundedNumberInASwarmAndAtATime() throws Exception {
        for (int i = 0; i < 30; i++) {
            come(i, true);
        }
        restart();
        assertThat(store.peers(LISTED, 100)).hasSize(Catalogue.SEEN_EACH);
        PendingNotes pending = new PendingNotes();
        for (int i = 0; i < 10_500; i++) {
            pending.left(new Sighting.Place(LISTED, peer(i)));
        }
        assertThat(pending.take(20_000).left()).hasSize(10_000);
        assertThat(pending.take(1).isEmpty()).isTrue();
    }
}
