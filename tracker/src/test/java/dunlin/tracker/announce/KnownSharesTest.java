package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.tracker.Torrents;
import dunlin.tracker.sqlite.SqliteCatalogue;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueFixture;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownSharesTest {
    private static final byte[] TORRENT = Torrents.file("films.iso", 50_000);
    private static final InfoHash ID = InfoHash.fromHex(Torrents.id(TORRENT));

    @TempDir Path folder;
    private Catalogue catalogue;
    private KnownShares shares;
    private long nanos;

    @BeforeEach
    void open() throws IOException {
        catalogue = SqliteCatalogue.open(folder.resolve("c.db"), SqliteCatalogue.Limits.DEFAULT);
        shares = new KnownShares(catalogue, () -> nanos);
    }

    @AfterEach
    void close() {
        catalogue.close();
    }

    private void register() throws TrackerRejection {
        catalogue.register(
                TORRENT,
                Torrents.parse(TORRENT),
                Note.NONE,
                CatalogueFixture.sharer("anna"),
                SwarmStoreContract.NOON);
    }

    @Test
    void areCalledByTheirNamesAndOthersByTheirIds() throws TrackerRejection {
        register();
        assertThat(shares.name(ID)).contains("films.iso");
        assertThat(shares.shown(ID)).isEqualTo("films.iso");
        assertThat(shares.name(SwarmStoreContract.SHARE)).isEmpty();
        assertThat(shares.shown(SwarmStoreContract.SHARE))
                .isEqualTo(SwarmStoreContract.SHARE.toString());
    }

    @Test
    void areKnownWithoutTheCatalogueForAMinute() throws TrackerRejection {
        register();
        assertThat(shares.name(ID)).isPresent();
        catalogue.close();
        nanos += Duration.ofSeconds(59).toNanos();
        assertThat(shares.name(ID)).contains("films.iso");
        nanos += Duration.ofSeconds(2).toNanos();
        assertThat(shares.shown(ID)).isEqualTo(ID.toString());
    }

    @Test
    void areAbsentForNoLongerThanTwoSeconds() throws TrackerRejection {
        assertThat(shares.name(ID)).isEmpty();
        register();
        assertThat(shares.name(ID)).isEmpty();
        nanos += Duration.ofSeconds(2).toNanos();
        assertThat(shares.name(ID)).contains("films.iso");
    }

    @Test
    void areLookedUpAgainWhenTheyChanged() throws TrackerRejection {
        assertThat(shares.name(ID)).isEmpty();
        register();
        shares.changed(ID);
        assertThat(shares.name(ID)).contains("films.iso");
    }
}
