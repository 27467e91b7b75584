package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dunlin.protocol.Bitfield;
import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.Library.Entry;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LibraryTest {
    @TempDir Path temp;
    private Path file;
    private Path folder;

    @BeforeEach
    void name() throws IOException {
        file = temp.resolve("state/library.db");
        folder = Files.createDirectory(temp.resolve("folder"));
    }

    @Test
    void remembersASharesPiecesAcrossARestart() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:100000", "b:100000");
        InfoHash id = share.info.id();
        try (Library library = Library.open(file)) {
            library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of());
            assertThat(library.addPieces(id, folder.resolve("s"), List.of(3, 12), Map.of()).count())
                    .isEqualTo(2);
            assertThat(library.addPieces(id, folder.resolve("s"), List.of(5, 3), Map.of()).count())
                    .isEqualTo(3);
        }
        try (Library library = Library.open(file)) {
            Entry entry = library.find(id).orElseThrow();
            assertThat(entry.have().toBytes()).isEqualTo(new byte[] {0b00010100, 0b00001000});
            assertThat(entry.metainfo().info().id()).isEqualTo(id);
            assertThat(entry.folder()).isEqualTo(folder);
            assertThat(entry.name()).isEqualTo("s");
            assertThat(entry.addedAt()).isEqualTo(Instant.EPOCH);
        }
    }

    @Test
    void listsOldestFirstReplacesAndForgets() throws Exception {
        SampleShare one = SampleShare.file("one", 20_000);
        SampleShare two = SampleShare.file("two", 20_000);
        try (Library library = Library.open(file)) {
            Entry later = one.entry(folder, Bitfield.none(2));
            library.put(
                    new Entry(
                            later.metainfo(), folder, "one", later.have(), Instant.ofEpochMilli(5)),
                    Map.of());
            library.put(two.entry(folder, Bitfield.none(2)), Map.of());
            assertThat(library.all()).extracting(Entry::name).containsExactly("two", "one");

            library.put(
                    new Entry(later.metainfo(), folder, "one", Bitfield.all(2), Instant.EPOCH),
                    Map.of());
            assertThat(library.find(one.info.id()).orElseThrow().have().isAll()).isTrue();
            assertThat(library.all()).hasSize(2);

            library.remove(one.info.id());
            assertThat(library.find(one.info.id())).isEmpty();
            assertThatThrownBy(() ->
                            library.addPieces(
                                    one.info.id(), folder.resolve("one"), List.of(0), Map.of()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(one.info.id().toString());
        }
    }

    @Test
    void takesNoPiecesOfOnePlaceForThoseOfAnother() throws Exception {
        SampleShare share = SampleShare.file("one", 20_000);
        InfoHash id = share.info.id();
        try (Library first = Library.open(file);
                Library second = Library.open(file)) {
            first.put(share.entry(folder, Bitfield.none(2)), Map.of());
            second.put(share.entry(temp, Bitfield.none(2)), Map.of());

            assertThat(first.addPieces(id, folder.resolve("one"), List.of(0), Map.of()).count())
                    .isOne();
            assertThat(second.addPieces(id, temp.resolve("one"), List.of(1), Map.of()).count())
                    .isOne();
            assertThat(second.places(id)).hasSize(2);
            assertThat(second.find(id).orElseThrow().have().get(0)).isFalse();
        }
    }

    @Test
    void aPlaceIsClaimedByOneAtATime() throws Exception {
        InfoHash id = SampleShare.file("one", 20_000).info.id();
        try (Library library = Library.open(file)) {
            Library.Claim claim = library.claim(id, folder.resolve("one"));
            library.claim(id, temp.resolve("one")).close();
            assertThatThrownBy(() -> library.claim(id, folder.resolve("one")))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                    .hasMessageContaining("another dunlin with this home is fetching");
            claim.close();
            library.claim(id, folder.resolve("one")).close();
        }
    }

    @Test
    void findsTheShareThatStandsAtAPath() throws Exception {
        SampleShare share = SampleShare.file("one", 20_000);
        try (Library library = Library.open(file)) {
            library.put(share.entry(folder, Bitfield.none(2)), Map.of());

            assertThat(library.findByContent(folder.resolve("x/../one"))).isPresent();
            assertThat(library.findByContent(folder.resolve("two"))).isEmpty();
            share.putWhole(folder);
            Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
            assertThat(library.findByContent(link.resolve("one"))).isPresent();
            assertThat(library.findByContent(Path.of("/"))).isEmpty();
        }
    }

    @Test
    void remembersHowFilesStoodInTheTransactionThatNotesTheirPieces() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "b/c:20000");
        InfoHash id = share.info.id();
        FileStamp first = new FileStamp(1, 2, 3, 4);
        FileStamp second = new FileStamp(20_000, Long.MAX_VALUE, Long.MIN_VALUE, -1);
        try (Library library = Library.open(file)) {
            library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of(0, first));
            assertThat(library.stamps(id, folder.resolve("s"))).isEqualTo(Map.of(0, first));
            library.addPieces(id, folder.resolve("s"), List.of(0), Map.of(0, second, 1, first));
            assertThat(library.stamps(id, folder.resolve("s")))
                    .isEqualTo(Map.of(0, second, 1, first));
            assertThatThrownBy(() ->
                            library.addPieces(id, temp.resolve("s"), List.of(1), Map.of(0, first)))
                    .isInstanceOf(StorageException.class);
        }
        try (Library library = Library.open(file)) {
            assertThat(library.stamps(id, folder.resolve("s")))
                    .isEqualTo(Map.of(0, second, 1, first));
            library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of());
            assertThat(library.stamps(id, folder.resolve("s"))).isEmpty();
        }
    }

    @Test
    void whatAnEarlierVersionNotedHasNoStampsAndSoIsHashedAgain() throws Exception {
        SampleShare share = SampleShare.file("f", 20_000);
        Files.createDirectories(file.getParent());
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            LibrarySchema.execute(other, LibrarySchema.MIGRATIONS.getFirst());
            String sql = "INSERT INTO share VALUES (?, ?, ?, 'f', 2, x'c0', 0)";
            try (PreparedStatement put = other.prepareStatement(sql)) {
                put.setBytes(1, share.info.id().bytes());
                put.setBytes(2, Metainfo.of(share.info, Tiers.NONE).encode());
                put.setString(3, folder.toString());
                put.executeUpdate();
            }
            LibrarySchema.execute(other, "INSERT INTO stamp SELECT id, 0, 20000, 1, 1 FROM share");
            LibrarySchema.execute(other, "PRAGMA user_version = 1");
        }
        try (Library library = Library.open(file)) {
            assertThat(library.find(share.info.id()).orElseThrow().have().isAll()).isTrue();
            assertThat(library.stamps(share.info.id(), folder.resolve("f"))).isEmpty();
        }
    }

    @Test
    void twoThatHaveItOpenLoseNothingOfEachOther() throws Exception {
        SampleShare share = SampleShare.file("f", 200 * SampleShare.PIECE_LENGTH);
        try (Library one = Library.open(file);
                Library two = Library.open(file);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            one.put(share.entry(folder, Bitfield.none(200)), Map.of());
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 2; w++) {
                Library library = w == 0 ? one : two;
                int first = w;
                writers.add(
                        threads.submit(() -> {
                            for (int piece = first; piece < 200; piece += 2) {
                                library.addPieces(
                                        share.info.id(),
                                        folder.resolve(share.info.name()),
                                        List.of(piece),
                                        Map.of());
                            }
                            return null;
                        }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(two.find(share.info.id()).orElseThrow().have().isAll()).isTrue();
        }
    }

    @Test
    void saysWhenAnotherProcessHoldsIt() throws Exception {
        SampleShare share = SampleShare.file("f", 20_000);
        try (Library library = Library.open(file, Duration.ofMillis(20));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            LibrarySchema.execute(other, "BEGIN IMMEDIATE");
            assertThatThrownBy(() -> library.put(share.entry(folder, Bitfield.none(2)), Map.of()))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                    .hasMessageContaining("in use by another process");
            LibrarySchema.execute(other, "ROLLBACK");

            library.put(share.entry(folder, Bitfield.none(2)), Map.of());
            assertThat(library.all()).hasSize(1);
        }
    }

    private enum Damage {
        IS_NO_DATABASE {
            @Override
            byte[] of(byte[] bytes) {
                return "this is no database, but long enough to be one".repeat(50).getBytes(UTF_8);
            }
        },
        HAS_DAMAGED_PAGES {
            @Override
            byte[] of(byte[] bytes) {
                Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
                return bytes;
            }
        },
        WAS_CUT {
            @Override
            byte[] of(byte[] bytes) {
                return Arrays.copyOf(bytes, bytes.length / 2 + 17);
            }
        };

        abstract byte[] of(byte[] bytes);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsDamagedIsKeptAndMadeAnew(Damage damage) throws Exception {
        SampleShare share = SampleShare.folder("s", "a:3000000");
        try (Library library = Library.open(file)) {
            library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of());
        }
        for (int time = 1; time <= 2; time++) {
            Files.write(file, damage.of(Files.readAllBytes(file)));
            try (Library library = Library.open(file)) {
                assertThat(library.all()).isEmpty();
                library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of());
            }
            assertThat(file.resolveSibling("library.db.damaged-" + time)).isNotEmptyFile();
        }
    }

    @Test
    void aFolderInItsPlaceIsLeftAlone() throws Exception {
        Files.createDirectories(file);
        assertThatThrownBy(() -> Library.open(file))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.OBSTRUCTED));
    }

    @Test
    void refusesTheDatabaseOfANewerVersion() throws Exception {
        Library.open(file).close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            LibrarySchema.execute(other, "PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> Library.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("newer dunlin (version 99)");
    }

    @Test
    void saysWhenItsFolderCannotBeMade() throws Exception {
        Files.writeString(temp.resolve("state"), "a file");

        assertThatThrownBy(() -> Library.open(file))
                .asInstanceOf(type(StorageException.class))
                .extracting(StorageException::reason)
                .isEqualTo(Reason.OBSTRUCTED);
    }

    @Test
    void whatIsNotedOutlivesAPowerCut() throws Exception {
        Library.open(file).close(); // makes the folder
        try (Connection connection = LibrarySchema.open(file, Duration.ofSeconds(3))) {
            assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(connection, "synchronous")).as("FULL").isEqualTo("2");
            assertThat(pragma(connection, "foreign_keys")).isEqualTo("1");
            assertThat(pragma(connection, "busy_timeout")).isEqualTo("3000");
        }
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.getString(1);
        }
    }
}
