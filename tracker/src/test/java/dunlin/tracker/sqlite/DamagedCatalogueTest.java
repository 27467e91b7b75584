package dunlin.tracker.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dunlin.protocol.catalogue.Note;
import dunlin.tracker.Torrents;
import dunlin.tracker.sqlite.SqliteCatalogue.Limits;
import dunlin.tracker.sqlite.SqliteCatalogue.Rebuilt;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.CatalogueFixture;
import dunlin.tracker.store.CatalogueUnusable;
import dunlin.tracker.store.CatalogueUnusable.Why;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages the file of a catalogue with 200 shares in every way that disks and people do. */
class DamagedCatalogueTest extends CatalogueFixture {
    private static final int SHARES = 200;
    private static final int PAGE = 4096;

    @TempDir Path folder;

    @Override
    protected Catalogue open() throws IOException {
        return SqliteCatalogue.open(file(), Limits.DEFAULT);
    }

    private Path file() {
        return folder.resolve("catalogue.db");
    }

    @BeforeEach
    void fill() throws Exception {
        // Two of one name: the first keeps it.
        register(torrent(0), new Sharer(key("first"), "tern"), Note.NONE, NOON);
        for (int i = 0; i < SHARES; i++) {
            register(torrent(i), new Sharer(key("second"), "tern"), note("number " + i), NOON);
        }
        catalogue.close();
    }

    private static byte[] torrent(int i) {
        return Torrents.file("share " + i, 1_000_000 + i);
    }

    private Why whyNot() {
        return catchThrowableOfType(CatalogueUnusable.class, () -> open().close()).why();
    }

    private void overwrite(long from, int count) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.seek(from);
            byte[] noise = new byte[count];
            new Random(1).nextBytes(noise);
            raw.write(noise);
        }
    }

    @Test
    void keepsAllSharesWithDamagedPagesButThoseThatStoodThere() throws Exception {
        long pages = Files.size(file()) / PAGE;
        overwrite(pages / 2 * PAGE, 3 * PAGE);
        assertThat(whyNot()).isEqualTo(Why.DAMAGED);
        Rebuilt rebuilt = SqliteCatalogue.rebuild(file(), Limits.DEFAULT);
        assertThat(rebuilt.damaged()).hasValue(Path.of(file() + ".damaged"));
        assertThat(rebuilt.damaged().get()).exists();
        catalogue = open();
        List<Entry> kept = catalogue.list(0, 500);
        assertThat((long) kept.size()).isEqualTo(rebuilt.shares()).isGreaterThan(SHARES / 2);
        for (Entry entry : kept) {
            assertThat(info(only(catalogue.torrent(entry.id()))).id()).isEqualTo(entry.id());
        }
        assertThat(catalogue.nameOf(key("first"))).hasValue("tern");
        assertThat(catalogue.nameOf(key("second")))
                .hasValueSatisfying(name -> assertThat(name).startsWith("tern~"));
        register(torrent(0), "third");
        assertThat(catalogue.totals().shares()).isGreaterThanOrEqualTo(kept.size());
    }

    @Test
    void losesNothingOfASoundOne() throws Exception {
        assertThat(SqliteCatalogue.rebuild(file(), Limits.DEFAULT).shares()).isEqualTo(SHARES);
        catalogue = open();
        Set<String> names =
                catalogue.list(0, 500).stream().map(Entry::name).collect(Collectors.toSet());
        assertThat(names).hasSize(SHARES);
        Entry entry = only(catalogue.find(info(torrent(7)).id()));
        assertThat(entry.listing().note()).isEqualTo(note("number 7"));
        assertThat(entry.listing().sharedAt()).isEqualTo(NOON);
        assertThat(entry.listing().owner()).hasValue(key("second"));
        assertThat(catalogue.holders(info(torrent(0)).id()))
                .extracting(Catalogue.Holder::name)
                .first()
                .isEqualTo("tern");
        assertThat(catalogue.holders(info(torrent(0)).id())).hasSize(2);
    }

    @Test
    void makesANewOneWhereNothingCanBeRead() throws Exception {
        Files.writeString(file(), "This is no database, but a letter. ".repeat(1_000));
        assertThat(whyNot()).isEqualTo(Why.DAMAGED);
        assertThat(SqliteCatalogue.rebuild(file(), Limits.DEFAULT).shares()).isZero();
        catalogue = open();
        assertThat(catalogue.list(0, 10)).isEmpty();
        register(torrent(1), "anna");
    }

    @Test
    void refusesAFileThatWasCut() throws Exception {
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.setLength(raw.length() / 2 / PAGE * PAGE + 100);
        }
        assertThat(whyNot()).isEqualTo(Why.DAMAGED);
        SqliteCatalogue.rebuild(file(), Limits.DEFAULT);
        catalogue = open();
        register(torrent(1), "anna");
    }

    @Test
    void refusesAFolderInItsPlaceAndKeepsThatAside() throws Exception {
        Files.delete(file());
        Files.createDirectories(file().resolve("something"));
        assertThat(whyNot()).isEqualTo(Why.OBSTRUCTED);
        SqliteCatalogue.rebuild(file(), Limits.DEFAULT);
        catalogue = open();
        assertThat(Path.of(file() + ".damaged", "something")).isDirectory();
    }

    @Test
    void rebuildsNothingThatAnotherProcessHasOpen() throws Exception {
        try (Catalogue used = open()) {
            assertThatThrownBy(() -> SqliteCatalogue.rebuild(file(), Limits.DEFAULT))
                    .isInstanceOfSatisfying(
                            CatalogueUnusable.class, e -> assertThat(e.why()).isEqualTo(Why.BUSY));
            assertThat(used.list(0, 500)).hasSize(SHARES);
        }
    }

    @Test
    void rebuildsNothingWhereThereIsNothing() throws Exception {
        assertThat(SqliteCatalogue.rebuild(folder.resolve("none.db"), Limits.DEFAULT).damaged())
                .isEmpty();
    }
}
