package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.tracker.Torrents;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvent.ShareChange;
import dunlin.tracker.sqlite.SqliteCatalogue;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueFixture;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Announces of hashes that nobody listed, which must not reach the catalogue. */
@Tag("attack")
class ListedSharesAttackTest {
    @TempDir private Path folder;
    private Catalogue catalogue;
    private ListedShares shares;
    private int asked;
    private long nanos;

    @BeforeEach
    void open() throws IOException {
        catalogue = SqliteCatalogue.open(folder.resolve("c.db"), SqliteCatalogue.Limits.DEFAULT);
        Catalogue counted =
                (Catalogue)
                        Proxy.newProxyInstance(
                                Catalogue.class.getClassLoader(),
                                new Class<?>[] {Catalogue.class},
                                (proxy, method, arguments) -> {
                                    asked++;
                                    try {
                                        return method.invoke(catalogue, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
        shares = new ListedShares(counted, nanos);
    }

    @AfterEach
    void close() {
        catalogue.close();
    }

    private InfoHash register(byte[] torrent) throws Exception {
        return catalogue
                .register(
                        torrent,
                        Torrents.parse(torrent),
                        Note.NONE,
                        CatalogueFixture.sharer("anna"),
                        Instant.EPOCH)
                .entry()
                .id();
    }

    /** Looks until nothing more is due. */
    private void look() throws Exception {
        nanos += Duration.ofMillis(500).toNanos();
        while (shares.look(nanos).isZero()) {}
    }

    private static InfoHash hash(Random random) {
        byte[] bytes = new byte[InfoHash.LENGTH];
        random.nextBytes(bytes);
        return InfoHash.of(bytes);
    }

    private static IndexEvent.Share told(ShareChange change, InfoHash id) {
        return new IndexEvent.Share(change, id, "films", "anna");
    }

    @Test
    void anAnnounceOfWhatIsNotListedAsksTheCatalogueForNothing() throws Exception {
        InfoHash id = register(Torrents.file("films", 1));
        look();
        asked = 0;
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            assertThat(shares.has(hash(random))).isFalse();
            assertThat(shares.has(id)).isTrue();
        }
        assertThat(asked).isZero();
    }

    @Test
    void bothSwarmsOfAHybridAreListed() throws Exception {
        byte[] torrent = Torrents.hybrid("both");
        register(torrent);
        look();
        assertThat(shares.has(Torrents.parse(torrent).info().id())).isTrue();
        InfoHash v2 = Torrents.parse(torrent).info().infoHashV2().orElseThrow().truncated();
        assertThat(shares.has(v2)).isTrue();
    }

    @Test
    void whatIsRegisteredAndWithdrawnHereIsKnownAtOnce() throws Exception {
        look();
        InfoHash id = register(Torrents.file("films", 1));
        assertThat(shares.has(id)).isFalse();
        shares.changed(told(ShareChange.REGISTERED, id));
        assertThat(shares.has(id)).isTrue();
        shares.changed(told(ShareChange.REMOVED, id));
        assertThat(shares.has(id)).isFalse();
    }

    @Test
    void whatIsRegisteredElsewhereIsKnownByTheNextLook() throws Exception {
        look();
        InfoHash id = register(Torrents.file("films", 1));
        look();
        assertThat(shares.has(id)).isTrue();
    }

    @Test
    void whatIsWithdrawnElsewhereIsForgottenByTheNextWalk() throws Exception {
        InfoHash id = register(Torrents.file("films", 1));
        look();
        catalogue.withdraw(id, CatalogueFixture.sharer("anna").key());
        look();
        assertThat(shares.has(id)).isTrue();
        nanos += Duration.ofMinutes(10).toNanos();
        look();
        look();
        assertThat(shares.has(id)).isFalse();
    }

    @Test
    void whatIsListedIsAskedForUntilItIsAllKnown() throws Exception {
        InfoHash id = register(Torrents.file("films", 1));
        assertThat(shares.has(id)).isTrue();
        assertThat(shares.has(hash(new Random(1)))).isFalse();
    }
}
