package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.storage.folder.ShareFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareFilesTest {
    @TempDir Path folder;

    private static void writeAll(SampleShare share, ShareFiles files) throws StorageException {
        for (int piece = 0; piece < share.pieces(); piece++) {
            files.write(share.info.geometry().offset(piece), share.piece(piece));
        }
    }

    /** What a socket would send: the kernel copies the slices, Java reads the copy. */
    private byte[] sent(List<ByteBuffer> slices) throws IOException {
        Path copy = Files.createTempFile(folder, "sent", "");
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            channel.write(slices.toArray(ByteBuffer[]::new));
            assertThat(slices).noneMatch(ByteBuffer::hasRemaining);
        }
        return Files.readAllBytes(copy);
    }

    private static byte[] range(SampleShare share, int from, int length) {
        return Arrays.copyOfRange(share.content, from, from + length);
    }

    @Test
    void writesPiecesAcrossFilesUnderPartNamesAndFinishesThem() throws Exception {
        SampleShare share =
                SampleShare.folder("s", "a b/ä.bin:40000", "empty:0", "run*:100", "z/z/z:70000");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            assertThat(folder.resolve("s")).doesNotExist();
            writeAll(share, files);
            files.force();
            assertThat(share.path(folder, 0)).doesNotExist();
            assertThat(folder.resolve("s/a b/ä.bin.part")).exists();

            files.finish(Bitfield.all(share.pieces()));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(share.path(folder, i)).hasBinaryContent(share.bytes(i));
        }
        assertThat(share.path(folder, 2)).isExecutable();
        assertThat(Files.isExecutable(share.path(folder, 0))).isFalse();
        try (var all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(4);
        }
    }

    @Test
    void finishesOfManySmallFilesThoseThatTheAddedPiecesComplete() throws Exception {
        String[] small = new String[300];
        Arrays.setAll(small, i -> "d%d/%d:1000".formatted(i % 7, i));
        SampleShare share = SampleShare.folder("s", small);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            writeAll(share, files);
            files.force();
            assertThat(files.openFiles()).isLessThanOrEqualTo(FileHandles.MAX_OPEN);
            Bitfield had = Bitfield.none(share.pieces());
            for (int piece = share.pieces() - 1; piece >= 0; piece--) {
                had.set(piece);
                files.finish(had, new int[] {piece});
                int firstWhole = (piece * SampleShare.PIECE_LENGTH + 999) / 1000;
                for (int i = 0; i < small.length; i++) {
                    boolean whole = Files.exists(share.path(folder, i));
                    assertThat(whole).as("file %d", i).isEqualTo(i >= firstWhole);
                }
            }
        }
        for (int i = 0; i < small.length; i++) {
            assertThat(share.path(folder, i)).hasBinaryContent(share.bytes(i));
        }
    }

    @Test
    void failsToForceIfOneOfManyFilesIsGone() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:100", "b:100", "c:100", "d:100");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            writeAll(share, files);
            Files.delete(folder.resolve("s/c.part"));
            assertThatThrownBy(files::force)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("c.part is not there");
        }
    }

    @Test
    void finishesAFileOnceEveryPieceThatTouchesItIsComplete() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "b:20000", "c:20000");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            writeAll(share, files);
            Bitfield had = Bitfield.none(4);
            had.set(0);
            files.finish(had);
            assertThat(share.path(folder, 0)).doesNotExist();
            had.set(1);
            files.finish(had);
            assertThat(share.path(folder, 0)).exists();
            assertThat(share.path(folder, 1)).doesNotExist();
            had.set(2);
            files.finish(had);
            assertThat(share.path(folder, 1)).exists();
            assertThat(share.path(folder, 2)).doesNotExist();
        }
    }

    @Test
    void makesAShareThatHasOnlyEmptyFiles() throws Exception {
        SampleShare share = SampleShare.folder("s", "d/empty:0", "e:0");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.finish(Bitfield.none(0));
        }
        assertThat(share.path(folder, 0)).isEmptyFile();
        assertThat(share.path(folder, 1)).isEmptyFile();
    }

    @Test
    void readsBackAcrossFilesAlsoAfterTheyWereFinished() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "b:3", "c:0", "d:40000");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            writeAll(share, files);
            ByteBuffer before = ByteBuffer.allocate(30_000);
            files.read(15_000, before);
            files.finish(Bitfield.all(share.pieces()));
            ByteBuffer after = ByteBuffer.allocateDirect(30_000);
            files.read(15_000, after);

            assertThat(before.array()).isEqualTo(range(share, 15_000, 30_000));
            assertThat(after.flip()).isEqualTo(ByteBuffer.wrap(range(share, 15_000, 30_000)));
        }
    }

    @Test
    void continuesAfterBeingClosedInTheMiddle() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "b:50000");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.write(0, share.piece(0));
        }
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            for (int piece = 1; piece < share.pieces(); piece++) {
                files.write(share.info.geometry().offset(piece), share.piece(piece));
            }
            files.finish(Bitfield.all(share.pieces()));
        }
        assertThat(share.path(folder, 0)).hasBinaryContent(share.bytes(0));
        assertThat(share.path(folder, 1)).hasBinaryContent(share.bytes(1));
    }

    @Test
    void givesSlicesOfSmallAndLargeFilesForTheKernelToSend() throws Exception {
        SampleShare share = SampleShare.folder("s", "small:5000", "large:600000", "end:10");
        share.putWhole(folder);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            List<ByteBuffer> slices = new ArrayList<>();
            files.slices(4000, 16_384, slices);
            assertThat(sent(slices)).isEqualTo(range(share, 4000, 16_384));

            slices.clear();
            files.slices(604_000, 1010, slices);
            assertThat(sent(slices)).isEqualTo(range(share, 604_000, 1010));
        }
    }

    @Test
    void slicesOutliveTheRenameAndTheClosingOfTheFiles() throws Exception {
        SampleShare share = SampleShare.file("f", 500_000);
        List<ByteBuffer> slices = new ArrayList<>();
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            writeAll(share, files);
            files.slices(100_000, 16_384, slices);
            files.finish(Bitfield.all(share.pieces()));
            files.slices(200_000, 16_384, slices);
        }
        assertThat(sent(slices.subList(0, 1))).isEqualTo(range(share, 100_000, 16_384));
        assertThat(sent(slices.subList(1, 2))).isEqualTo(range(share, 200_000, 16_384));
    }

    @Test
    void paddingIsNeverStoredAndReadsAsZeros() throws Exception {
        List<FileEntry> entries =
                List.of(
                        new FileEntry(List.of("a"), 0, 10, false, false),
                        new FileEntry(List.of(".pad", "200000"), 10, 200_000, true, false),
                        new FileEntry(List.of("b"), 200_010, 5, false, false));
        Layout layout = Layout.of("s", false, entries);
        Geometry geometry = new Geometry(200_015, 1 << 18);
        try (ShareFiles files =
                new ShareFiles(
                        folder, "s", layout, geometry, OpenMode.FETCH, ShareFolder::top, _ -> {})) {
            byte[] piece = new byte[200_015];
            Arrays.fill(piece, 0, 10, (byte) 1);
            Arrays.fill(piece, 200_010, 200_015, (byte) 2);
            files.write(0, ByteBuffer.wrap(piece));
            ByteBuffer read = ByteBuffer.allocate(200_015);
            files.read(0, read);
            assertThat(read.array()).isEqualTo(piece);
            List<ByteBuffer> slices = new ArrayList<>();
            files.slices(5, 131_072, slices);
            assertThat(sent(slices)).isEqualTo(Arrays.copyOfRange(piece, 5, 5 + 131_072));
            files.finish(Bitfield.all(1));
        }
        assertThat(folder.resolve("s/.pad")).doesNotExist();
        assertThat(folder.resolve("s/b")).hasSize(5);
    }

    @Test
    void holdsAFileBeyondFourGibibytesAsAHole() throws Exception {
        long length = 5L << 30;
        Layout layout =
                Layout.of(
                        "big",
                        true,
                        List.of(new FileEntry(List.of("big"), 0, length, false, false)));
        Geometry geometry = new Geometry(length, 1 << 24);
        byte[] tail = "the end".getBytes(UTF_8);
        try (ShareFiles files =
                new ShareFiles(
                        folder,
                        "big",
                        layout,
                        geometry,
                        OpenMode.FETCH,
                        ShareFolder::top,
                        _ -> {})) {
            files.write(length - 7, ByteBuffer.wrap(tail));
            files.write((1L << 30) - 3, ByteBuffer.wrap(tail));
            List<ByteBuffer> slices = new ArrayList<>();
            files.slices(length - 7, 7, slices);
            assertThat(sent(slices)).isEqualTo(tail);
            slices.clear();
            files.slices((1L << 30) - 3, 7, slices);
            assertThat(slices).as("two windows").hasSize(2);
            assertThat(sent(slices)).isEqualTo(tail);
            files.finish(Bitfield.all(geometry.pieces()));
        }
        assertThat(folder.resolve("big")).hasSize(length);
    }

    @Test
    void keepsOnlySoManyFilesOpenAndClosesNoneInUse() throws Exception {
        String[] names = new String[FileHandles.MAX_OPEN * 3];
        Arrays.setAll(names, i -> "d" + i % 7 + "/f" + i + ":1000");
        SampleShare share = SampleShare.folder("s", names);
        share.putWhole(folder);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> readers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int start = t * 31;
                readers.add(
                        threads.submit(() -> {
                            ByteBuffer read = ByteBuffer.allocate(1000);
                            for (int i = 0; i < names.length; i++) {
                                int at = (i + start) % names.length * 1000;
                                files.read(at, read.clear());
                                assertThat(read.array()).isEqualTo(range(share, at, 1000));
                            }
                            return null;
                        }));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
            assertThat(files.openFiles()).isLessThanOrEqualTo(FileHandles.MAX_OPEN);
        }
    }

    @Test
    void anInterruptedReaderDoesNotTakeTheFileFromOthers() throws Exception {
        SampleShare share = SampleShare.file("f", 1000);
        share.putWhole(folder);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            files.read(0, ByteBuffer.allocate(10));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> files.read(0, ByteBuffer.allocate(10)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();

            ByteBuffer read = ByteBuffer.allocate(1000);
            files.read(0, read);
            assertThat(read.array()).isEqualTo(share.content);
        }
    }

    @Test
    void refusesWorkOnceItIsClosed() throws Exception {
        SampleShare share = SampleShare.file("f", 1000);
        share.putWhole(folder);
        ShareFiles files = share.open(folder, OpenMode.SERVE);
        files.close();
        files.close();

        assertThatThrownBy(() -> files.read(0, ByteBuffer.allocate(1)))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void tellsWhichPiecesCannotBeThereAnyMore() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:40000", "b:40000", "c:40000");
        share.putWhole(folder);
        Files.delete(share.path(folder, 1));
        try (ShareFiles files = share.open(folder, OpenMode.VERIFY)) {
            Bitfield there = files.stillThere(Bitfield.all(share.pieces()));
            // b is 40000 to 79999: pieces 2, 3 and 4
            assertThat(there.toBytes()).isEqualTo(new byte[] {(byte) 0b11000111});
            Files.write(share.path(folder, 2), new byte[20_000]);
            // of c 100000 and on is missing now: pieces 6 and 7
            assertThat(files.stillThere(there).toBytes()).isEqualTo(new byte[] {(byte) 0b11000100});
        }
    }
}
