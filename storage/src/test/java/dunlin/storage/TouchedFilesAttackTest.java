package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.Bitfield;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are changed behind our back: they are not trusted because of what they were. */
@Tag("attack")
class TouchedFilesAttackTest {
    private static final int PIECE = SampleShare.PIECE_LENGTH;

    /** What somebody does to a file of at least three pieces. */
    private enum Attack {
        CHANGED_IN_PLACE {
            @Override
            void on(Path file) throws IOException {
                overwrite(file, PIECE + 5, new byte[] {1, 2, 3});
            }
        },
        ZEROED_AND_ITS_TIME_PUT_BACK {
            @Override
            void on(Path file) throws IOException {
                FileTime time = Files.getLastModifiedTime(file);
                overwrite(file, 0, new byte[2 * PIECE]);
                Files.setLastModifiedTime(file, time);
            }
        },
        A_HOLE_OF_THE_SAME_LENGTH_IN_ITS_PLACE {
            @Override
            void on(Path file) throws IOException {
                FileTime time = Files.getLastModifiedTime(file);
                long length = Files.size(file);
                Path hole = file.resolveSibling("hole");
                try (RandomAccessFile sparse = new RandomAccessFile(hole.toFile(), "rw")) {
                    sparse.setLength(length);
                }
                Files.move(hole, file, StandardCopyOption.REPLACE_EXISTING);
                Files.setLastModifiedTime(file, time);
            }
        };

        abstract void on(Path file) throws IOException;

        static void overwrite(Path file, long at, byte[] bytes) throws IOException {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(at);
                open.write(bytes);
            }
        }
    }

    @TempDir Path temp;
    private Path folder;
    private Library library;
    private SampleShare share;
    private final AtomicLong now = new AtomicLong();

    @BeforeEach
    void openLibrary() throws Exception {
        folder = Files.createDirectory(temp.resolve("folder"));
        library = Library.open(temp.resolve("library.db"));
        share = SampleShare.folder("s", "a:" + 10 * PIECE, "b:" + 10 * PIECE, "c:" + 10 * PIECE);
    }

    @AfterEach
    void close() {
        library.close();
    }

    /** Fetches these pieces and commits them, as one run of the program does. */
    private void fetch(int from, int to) throws Exception {
        library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of());
        try (ShareFiles files = share.open(folder, OpenMode.FETCH);
                DiskPool pool = new DiskPool(1)) {
            ShareDisk disk = pool.share(share.info, files, library).open(new Deaf());
            for (int piece = from; piece < to; piece++) {
                disk.submit(piece, share.piece(piece));
            }
            disk.drain();
        }
        assertThat(noted().count()).isEqualTo(to - from);
    }

    private Bitfield noted() throws StorageException {
        return library.find(share.info.id()).orElseThrow().have();
    }

    /** What the next run takes for complete. */
    private Bitfield foundAgain(ShareFiles files) throws Exception {
        return Verifier.verifyAgain(
                share.info,
                files,
                noted(),
                library.stamps(share.info.id(), folder.resolve(share.info.name())),
                1,
                _ -> {});
    }

    private Bitfield foundAgain() throws Exception {
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            return foundAgain(files);
        }
    }

    private void assertTrue(Bitfield found) throws Exception {
        try (ShareFiles files = share.open(folder, OpenMode.VERIFY)) {
            Bitfield good = Verifier.verify(share.info, files, 1, _ -> {});
            for (int piece = found.nextSet(0); piece >= 0; piece = found.nextSet(piece + 1)) {
                assertThat(good.get(piece)).as("piece %d is right", piece).isTrue();
            }
        }
    }

    private Path part(String name) {
        return folder.resolve("s").resolve(name + ".part");
    }

    @ParameterizedTest
    @EnumSource
    void aPartFileThatWasTouchedBetweenTwoRunsIsHashedAgain(Attack attack) throws Exception {
        fetch(0, 25);
        assertThat(foundAgain().count()).as("untouched").isEqualTo(25);
        attack.on(part("c"));
        Bitfield found = foundAgain();
        assertThat(found.count()).isBetween(20, 24);
        assertTrue(found);
    }

    @ParameterizedTest
    @EnumSource
    void aFinishedFileOfAnUnfinishedShareIsHashedAgain(Attack attack) throws Exception {
        fetch(0, 25);
        attack.on(share.path(folder, 0));
        Bitfield found = foundAgain();
        assertThat(found.count()).isBetween(15, 24);
        assertTrue(found);
    }

    @ParameterizedTest
    @EnumSource
    void aFileOfAWholeShareIsHashedAgain(Attack attack) throws Exception {
        fetch(0, 30);
        attack.on(share.path(folder, 1));
        Bitfield found = foundAgain();
        assertThat(found.count()).isBetween(20, 29);
        assertTrue(found);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            assertThat(
                            files.watch()
                                    .isUntouched(
                                            library.stamps(
                                                    share.info.id(),
                                                    folder.resolve(share.info.name()))))
                    .isFalse();
        }
    }

    @Test
    void onlyThePiecesOfATouchedFileAreHashedAgain() throws Exception {
        fetch(0, 25);
        Files.setLastModifiedTime(part("c"), FileTime.fromMillis(1));
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            Belief belief =
                    files.watch()
                            .believe(
                                    noted(),
                                    library.stamps(
                                            share.info.id(), folder.resolve(share.info.name())));
            assertThat(belief.trusted().count()).isEqualTo(20);
            assertThat(belief.doubtful().count()).isEqualTo(5);
        }
        assertThat(foundAgain().count()).isEqualTo(25);
    }

    @Test
    void whatGotItsNameJustBeforeAKillIsNotLost() throws Exception {
        fetch(0, 25);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            for (int piece = 25; piece < 30; piece++) {
                files.write(share.info.geometry().offset(piece), share.piece(piece));
            }
            files.force();
            files.finish(Bitfield.all(30)); // and is killed before the library hears of it
        }
        assertThat(foundAgain().isAll()).isTrue();
    }

    @Test
    void aFileThatIsTouchedWhileTheShareIsFetchedIsNotWrittenOn() throws Exception {
        fetch(0, 25);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            assertThat(foundAgain(files).count()).isEqualTo(25);
            Attack.ZEROED_AND_ITS_TIME_PUT_BACK.on(part("c"));
            assertThatThrownBy(() -> files.write(share.info.geometry().offset(27), share.piece(27)))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.VANISHED));
        }
    }

    private byte[] served(ServedFiles served, int piece) throws StorageException {
        ByteBuffer into = ByteBuffer.allocate(PIECE);
        served.read((long) piece * PIECE, into);
        return into.array();
    }

    private byte[] right(int piece) {
        byte[] bytes = new byte[PIECE];
        share.piece(piece).get(bytes);
        return bytes;
    }

    private void aMinuteLater() {
        now.addAndGet(Duration.ofSeconds(61).toNanos());
    }

    @ParameterizedTest
    @EnumSource
    void noFalseBlockIsServedOfAFileThatIsTouchedMeanwhile(Attack attack) throws Exception {
        fetch(0, 25);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            assertThat(foundAgain(files).count()).isEqualTo(25);
            ServedFiles served = new ServedFiles(files, share.info, now::get);
            assertThat(served(served, 1)).isEqualTo(right(1));
            assertThat(served(served, 21)).isEqualTo(right(21));
            attack.on(share.path(folder, 0));
            attack.on(part("c"));
            aMinuteLater();
            for (int piece : new int[] {1, 21}) {
                assertThatThrownBy(() -> served(served, piece))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.VANISHED));
                List<ByteBuffer> slices = new ArrayList<>();
                assertThatThrownBy(() -> served.slices((long) piece * PIECE, 100, slices))
                        .isInstanceOf(StorageException.class);
                assertThat(slices).isEmpty();
            }
            assertThat(served(served, 12)).as("another file").isEqualTo(right(12));
        }
    }

    @Test
    void whatIsTouchedAndStillRightIsServedAfterItWasHashedAgain() throws Exception {
        fetch(0, 30);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            assertThat(
                            files.watch()
                                    .isUntouched(
                                            library.stamps(
                                                    share.info.id(),
                                                    folder.resolve(share.info.name()))))
                    .isTrue();
            ServedFiles served = new ServedFiles(files, share.info, now::get);
            assertThat(served(served, 1)).isEqualTo(right(1));
            Path file = share.path(folder, 0);
            Files.copy(file, temp.resolve("copy"));
            Files.move(temp.resolve("copy"), file, StandardCopyOption.REPLACE_EXISTING);
            Attack.overwrite(file, 5 * PIECE, new byte[] {1, 2, 3});
            aMinuteLater();
            assertThat(served(served, 1)).isEqualTo(right(1));
            assertThatThrownBy(() -> served(served, 5)).isInstanceOf(StorageException.class);
            Attack.overwrite(file, 5 * PIECE, start(5));
            aMinuteLater();
            assertThat(served(served, 5)).isEqualTo(right(5));
        }
    }

    @Test
    void whatNobodyAsksForIsLookedAtToo() throws Exception {
        fetch(0, 30);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            assertThat(
                            files.watch()
                                    .isUntouched(
                                            library.stamps(
                                                    share.info.id(),
                                                    folder.resolve(share.info.name()))))
                    .isTrue();
            ServedFiles served = new ServedFiles(files, share.info, now::get);
            assertThat(found(served)).isEmpty();
            Attack.CHANGED_IN_PLACE.on(share.path(folder, 0));
            Files.delete(share.path(folder, 2));
            assertThat(found(served)).as("a minute has not passed").isEmpty();
            aMinuteLater();
            assertThat(found(served)).containsExactly(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 1);
            assertThatThrownBy(() -> served(served, 25)).isInstanceOf(StorageException.class);
            assertThat(served(served, 2)).isEqualTo(right(2));
        }
    }

    private static List<Integer> found(ServedFiles served) throws InterruptedException {
        List<Integer> pieces = new ArrayList<>();
        served.lookAgain(changed -> {
            for (int piece : changed.pieces()) {
                pieces.add(piece);
            }
        });
        return pieces;
    }

    private byte[] start(int piece) {
        byte[] three = new byte[3];
        share.piece(piece).get(three);
        return three;
    }

    @Test
    void servingAnUnfinishedFileDoesNotTouchIt() throws Exception {
        share = SampleShare.file("f", 40 * PIECE);
        fetch(0, 20);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            assertThat(foundAgain(files).count()).isEqualTo(20);
            List<ByteBuffer> slices = new ArrayList<>();
            new ServedFiles(files, share.info, now::get).slices(0, PIECE, slices);
            assertThat(slices).isNotEmpty();
        }
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            Belief belief =
                    files.watch()
                            .believe(
                                    noted(),
                                    library.stamps(
                                            share.info.id(), folder.resolve(share.info.name())));
            assertThat(belief.doubtful().count()).isZero();
        }
    }

    /** Does not care what becomes of pieces. */
    private static final class Deaf implements ShareDisk.Listener {
        @Override
        public void written(int piece, ByteBuffer buffer) {}

        @Override
        public void corrupt(int piece, ByteBuffer buffer) {}

        @Override
        public void committed(int[] pieces) {}

        @Override
        public void failed(int piece, ByteBuffer buffer, StorageException why) {}

        @Override
        public void lost(int[] pieces, StorageException why) {}
    }
}
