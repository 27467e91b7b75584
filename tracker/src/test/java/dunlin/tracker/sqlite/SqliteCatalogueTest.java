package dunlin.tracker.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.catalogue.Note;
import dunlin.tracker.Torrents;
import dunlin.tracker.sqlite.SqliteCatalogue.Limits;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Totals;
import dunlin.tracker.store.CatalogueContract;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
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
        catalogue = openWith(new Limits(2, 1 << 20, 10));
        register(Torrents.file("a", 1), "anna");
        register(Torrents.file("b", 2), "anna");
        assertThatThrownBy(() -> register(Torrents.file("c", 3), "anna"))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("the catalogue is full");
        assertThat(register(Torrents.file("b", 2), "bert").isNew()).isFalse();
        assertThat(catalogue.list(0, 10)).hasSize(2);
        catalogue.withdraw(Torrents.parse(Torrents.file("a", 1)).info().id(), key("anna"));
        assertThat(register(Torrents.file("c", 3), "anna").isNew()).isTrue();
    }

    @Test
    void refusesWhatIsBeyondItsBytes() throws Exception {
        byte[] torrent = Torrents.file("a", 1);
        catalogue = openWith(new Limits(10, torrent.length, 10));
        register(torrent, "anna");
        assertRejected(Reason.FULL, () -> register(Torrents.file("b", 2), "anna"));
    }

    @Test
    void refusesMoreKeysThanItRemembers() throws Exception {
        catalogue = openWith(new Limits(10, 1 << 20, 1));
        register(Torrents.file("a", 1), "anna");
        assertRejected(Reason.FULL, () -> register(Torrents.file("a", 1), "bert"));
        assertThat(register(Torrents.file("b", 2), "anna").isNew()).isTrue();
    }

    @Test
    void keepsNothingOfARefusedRegistrationAndAllOfThoseBesideIt() throws Exception {
        catalogue = openWith(new Limits(5, 1 << 20, 100));
        int taken = 0;
        for (Future<?> registration : registerTogether(30)) {
            try {
                registration.get();
                taken++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(TrackerRejection.class);
            }
        }
        assertThat(taken).isEqualTo(5);
        assertThat(catalogue.list(0, 10)).hasSize(5);
        assertThat(catalogue.totals().sharers()).isEqualTo(5);
    }

    private List<Future<?>> registerTogether(int number) {
        List<Future<?>> registrations = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < number; i++) {
                byte[] torrent = Torrents.file("share", i + 1);
                String name = "peer" + i;
                registrations.add(threads.submit(() -> register(torrent, name)));
            }
        }
        return registrations;
    }

    @Test
    void countsSizesThatAddUpPastANumber() throws Exception {
        for (int i = 0; i < 3; i++) {
            // What a share of 2^62 bytes would add, were its pieces taken.
            try (Session session = Session.open(folder.resolve("new/folder/catalogue.db"))) {
                session.update(
                        "UPDATE total SET content_bytes = min(1 << 62, content_bytes + ?)",
                        1L << 62);
            }
            register(Torrents.file("f" + i, i + 1), "anna");
        }
        assertThat(catalogue.totals()).isEqualTo(new Totals(3, 1L << 62, 1));
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
            assertThat(second.totals().shares()).isEqualTo(50);
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
    void readsWhileAnotherWrites() throws Exception {
        register(Torrents.file("films", 1), "anna");
        try (Session writer = Session.open(folder.resolve("new/folder/catalogue.db"))) {
            writer.execute("BEGIN IMMEDIATE");
            writer.update("UPDATE share SET name = 'halfway'");
            assertThat(names(catalogue.list(0, 10))).containsExactly("films");
            writer.execute("ROLLBACK");
        }
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
    void tellsNothingOfItsInsidesWhenTheStorageFails() throws Exception {
        catalogue.close();
        assertThatThrownBy(() -> catalogue.list(0, 10))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("the catalogue cannot be used just now");
        assertThatThrownBy(() -> register(Torrents.file("a", 1), "anna"))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("the catalogue cannot be used just now");
        openCatalogueWithoutShares();
        assertThatThrownBy(() -> catalogue.list(0, 10))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("the catalogue cannot be used just now");
    }

    private void openCatalogueWithoutShares() throws Exception {
        catalogue = open();
        try (Session session = Session.open(folder.resolve("new/folder/catalogue.db"))) {
            session.execute("DROP TABLE share");
        }
    }
}
