package dunlin.tracker.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.tracker.Torrents;
import dunlin.tracker.sqlite.SqliteCatalogue.Limits;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Note;
import dunlin.tracker.store.CatalogueContract;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogueTest extends CatalogueContract {
    @TempDir Path folder;

    @Override
    protected Catalogue open() throws IOException {
        return SqliteCatalogue.open(folder.resolve("new/folder/catalogue.db"), Limits.DEFAULT);
    }

    private Catalogue openWith(Limits limits) throws IOException {
        catalogue.close();
        catalogue = SqliteCatalogue.open(folder.resolve("small.db"), limits);
        return catalogue;
    }

    @Test
    void refusesWhatIsBeyondItsNumberButNotWhatIsThere() throws Exception {
        catalogue = openWith(new Limits(2, 1 << 20));
        register(Torrents.file("a", 1), "anna");
        register(Torrents.file("b", 2), "anna");
        assertThatThrownBy(() -> register(Torrents.file("c", 3), "anna"))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("the catalogue is full");
        assertThat(register(Torrents.file("b", 2), "bert").isNew()).isFalse();
        assertThat(catalogue.list(0, 10)).hasSize(2);
    }

    @Test
    void refusesWhatIsBeyondItsBytes() throws Exception {
        byte[] torrent = Torrents.file("a", 1);
        catalogue = openWith(new Limits(10, torrent.length));
        register(torrent, "anna");
        assertThatThrownBy(() -> register(Torrents.file("b", 2), "anna"))
                .isInstanceOf(TrackerRejection.class);
    }

    @Test
    void letsTwoIndexesWriteToOneFileAtOnce() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        try (Catalogue first = SqliteCatalogue.open(folder.resolve("one.db"), Limits.DEFAULT);
                Catalogue second = SqliteCatalogue.open(folder.resolve("one.db"), Limits.DEFAULT);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            for (Catalogue each : List.of(first, second)) {
                writers.add(threads.submit(() -> registerFifty(each)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(first.list(0, 100)).hasSize(50);
        }
    }

    private static @Nullable Void registerFifty(Catalogue catalogue) throws Exception {
        for (int i = 0; i < 50; i++) {
            byte[] torrent = Torrents.file("share" + i, i + 1);
            catalogue.register(
                    torrent, Torrents.parse(torrent), Note.NONE, sharer("anna"), Instant.EPOCH);
        }
        return null;
    }

    @Test
    void notesABoundedNumberOfHolders() throws Exception {
        byte[] torrent = Torrents.file("a", 1);
        for (int i = 0; i < 120; i++) {
            register(torrent, "peer" + i);
        }
        assertThat(catalogue.holders(Torrents.parse(torrent).info().id())).hasSize(100);
    }

    @Test
    void saysInOneLineThatAFileIsNoCatalogue() throws IOException {
        Path file = Files.writeString(folder.resolve("x.db"), "this is no database".repeat(100));
        assertThatThrownBy(() -> SqliteCatalogue.open(file, Limits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot open the catalogue " + file)
                .hasMessageNotContaining("\n");
    }

    @Test
    void tellsNothingOfItsInsidesWhenTheStorageFails() {
        catalogue.close();
        assertThatThrownBy(() -> catalogue.list(0, 10))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("the catalogue cannot be used just now");
    }
}
