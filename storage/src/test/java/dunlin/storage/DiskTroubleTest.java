package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dunlin.protocol.Bitfield;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, foreign files, and disks that are full, read-only or gone. */
class DiskTroubleTest {
    @TempDir Path temp;
    private Path folder;
    private Path outside;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectory(temp.resolve("folder"));
        outside = Files.createDirectory(temp.resolve("outside"));
    }

    private static void fails(Reason reason, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(StorageException.class))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .satisfies(
                        e -> assertThat(e.getMessage()).contains(text).doesNotContain("\n", "; "));
    }

    @Test
    void writesThroughNoLinkThatStandsInAFilesPlace() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000");
        Path victim = Files.writeString(outside.resolve("victim"), "precious");
        Files.createDirectories(folder.resolve("s"));
        Files.createSymbolicLink(folder.resolve("s/a.part"), victim);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            fails(Reason.OBSTRUCTED, "a.part is a link", files::check);
            fails(Reason.OBSTRUCTED, "a.part is a link", () -> files.write(0, share.piece(0)));
        }
        assertThat(victim).hasContent("precious");
    }

    @Test
    void writesNothingThroughAFolderThatWasSwappedForALinkAfterTheCheck() throws Exception {
        SampleShare share = SampleShare.folder("s", "d/a:20000", "d/e/b:20000", "d/empty:0");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            Files.createDirectories(folder.resolve("s/d"));
            files.check();
            Files.move(folder.resolve("s/d"), folder.resolve("s/moved"));
            Files.createSymbolicLink(folder.resolve("s/d"), outside);

            fails(Reason.OBSTRUCTED, "link", () -> files.write(0, share.piece(0)));
            fails(Reason.OBSTRUCTED, "link", () -> files.write(16_384, share.piece(1)));
            fails(Reason.OBSTRUCTED, "link", () -> files.finish(Bitfield.none(3)));
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void renamesNothingInAFolderThatWasSwappedForALinkAfterTheWriting() throws Exception {
        SampleShare share = SampleShare.folder("s", "d/a:10000");
        Path victim = Files.write(outside.resolve("a.part"), new byte[10_000]);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.write(0, share.piece(0));
            Files.move(folder.resolve("s/d"), folder.resolve("s/moved"));
            Files.createSymbolicLink(folder.resolve("s/d"), outside);

            fails(Reason.OBSTRUCTED, "link", () -> files.finish(Bitfield.all(1)));
        }
        assertThat(victim).exists();
    }

    @Test
    void writesNothingOutsideWhileAFolderIsBeingSwappedForALink() throws Exception {
        String[] names = new String[300];
        for (int i = 0; i < names.length; i++) {
            names[i] = "d/e" + i + "/f:50";
        }
        SampleShare share = SampleShare.folder("s", names);
        Path real = Files.createDirectories(folder.resolve("s/d"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
        Path aside = folder.resolve("aside");
        Thread swapper =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                                moved(real, aside);
                                moved(link, real);
                                moved(real, link);
                                if (!moved(aside, real)) {
                                    moved(real, folder.resolve("made-meanwhile-" + i));
                                }
                            }
                        });
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            for (int i = 0; i < names.length; i++) {
                try {
                    files.write(i * 50L, ByteBuffer.allocate(50));
                } catch (StorageException e) {
                    assertThat(e).hasMessageContaining("/folder/s");
                }
            }
        } finally {
            swapper.interrupt();
            swapper.join();
        }
        assertThat(outside).isEmptyDirectory();
    }

    private static boolean moved(Path from, Path to) {
        try {
            Files.move(from, to);
            return true;
        } catch (IOException _) {
            return false; // the code under test made or opened something there: try the next
        }
    }

    @Test
    void servesNothingThroughALink() throws Exception {
        SampleShare share = SampleShare.folder("s", "d/a:10000");
        Files.createDirectories(outside.resolve("d"));
        Files.write(outside.resolve("d/a"), share.content);
        Files.createSymbolicLink(folder.resolve("s"), outside);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            fails(Reason.OBSTRUCTED, "link", () -> files.slices(0, 100, new ArrayList<>()));
        }
    }

    @Test
    void neverWritesOverAFileOfAnotherLength() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "b:20000");
        Path foreign = folder.resolve("s/b");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "mine");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            fails(Reason.ANOTHER, "exists and is another file", files::check);
            fails(Reason.ANOTHER, "s/b exists", () -> files.write(16_384, share.piece(1)));
        }
        assertThat(foreign).hasContent("mine");
    }

    @Test
    void neverWritesOverAFileOfTheSameLengthButOtherContent() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000");
        Path foreign = folder.resolve("s/a");
        Files.createDirectories(foreign.getParent());
        Files.write(foreign, new byte[20_000]);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.check();
            fails(Reason.ANOTHER, "is another file", () -> files.write(0, share.piece(0)));
        }
        assertThat(foreign).hasBinaryContent(new byte[20_000]);
    }

    @Test
    void takesAFileThatIsAlreadyWholeForItsOwn() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "b:20000");
        Files.createDirectories(folder.resolve("s"));
        Files.write(share.path(folder, 0), share.bytes(0));
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            for (int piece = 0; piece < share.pieces(); piece++) {
                files.write(share.info.geometry().offset(piece), share.piece(piece));
            }
            files.force();
            files.finish(Bitfield.all(share.pieces()));
        }
        assertThat(share.path(folder, 0)).hasBinaryContent(share.bytes(0));
        assertThat(share.path(folder, 1)).hasBinaryContent(share.bytes(1));
    }

    @Test
    void replacesNoFileThatCameUnderTheFinalNameMeanwhile() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.write(0, share.piece(0));
            files.write(16_384, share.piece(1));
            Files.writeString(share.path(folder, 0), "came meanwhile");
            fails(Reason.ANOTHER, "another file", () -> files.finish(Bitfield.all(2)));
        }
        assertThat(share.path(folder, 0)).hasContent("came meanwhile");
        assertThat(folder.resolve("s/a.part")).exists();
    }

    @Test
    void ofTwoThatBeginAtOneMomentOneGivesWayBeforeItHasWrittenAnything() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:16384", "b:16384", "c:16384");
        try (ShareFiles one = share.open(folder, OpenMode.FETCH);
                ShareFiles two = share.open(folder, OpenMode.FETCH)) {
            assertThat(one.check()).isEmpty();
            assertThat(two.check()).isEmpty();
            one.write(2 * 16_384, share.piece(2));
            fails(Reason.BUSY, "s/a.part is being", () -> two.write(16_384, share.piece(1)));
            assertThat(folder.resolve("s/b.part")).doesNotExist();
            for (int piece = 0; piece < 2; piece++) {
                one.write(piece * 16_384L, share.piece(piece));
            }
            one.force();
            one.finish(Bitfield.all(3));
        }
        for (int file = 0; file < 3; file++) {
            assertThat(share.path(folder, file)).hasBinaryContent(share.bytes(file));
        }
    }

    @Test
    void tellsAFolderInAFilesPlaceAndAFileInAFoldersPlace() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "d/b:20000");
        Files.createDirectories(folder.resolve("s/a"));
        Files.writeString(folder.resolve("s/d"), "");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            fails(Reason.OBSTRUCTED, "s/a is a folder", () -> files.write(0, share.piece(0)));
            fails(
                    Reason.OBSTRUCTED,
                    "a file stands where a folder belongs",
                    () -> files.write(20_000, ByteBuffer.allocate(1)));
        }
    }

    @Test
    void doesNotWaitForAPipeInAFilesPlace() throws Exception {
        SampleShare share = SampleShare.file("f", 100);
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("f").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            fails(Reason.OBSTRUCTED, "pipe", () -> files.read(0, ByteBuffer.allocate(1)));
        }
    }

    @Test
    void tellsThatAServedFileVanishedOrChangedItsLength() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:20000", "b:20000");
        share.putWhole(folder);
        Files.delete(share.path(folder, 0));
        Files.write(share.path(folder, 1), new byte[30_000]);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            fails(Reason.VANISHED, "not there", () -> files.read(0, ByteBuffer.allocate(1)));
            fails(Reason.VANISHED, "has changed", () -> files.read(20_000, ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aMappedFileThatIsCutIsAnErrorAndNotACrash() throws Exception {
        SampleShare share = SampleShare.file("f", 500_000);
        share.putWhole(folder);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            List<ByteBuffer> slices = new ArrayList<>();
            files.slices(400_000, 16_384, slices);
            try (FileChannel cut =
                    FileChannel.open(folder.resolve("f"), StandardOpenOption.WRITE)) {
                cut.truncate(1000);
            }
            fails(
                    Reason.VANISHED,
                    "was cut",
                    () -> files.slices(400_000, 16_384, new ArrayList<>()));
            Path sink = outside.resolve("sink");
            try (FileChannel out =
                    FileChannel.open(sink, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertThatThrownBy(() -> out.write(slices.toArray(ByteBuffer[]::new)))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void tellsThatAnUnfinishedFileVanished() throws Exception {
        SampleShare share = SampleShare.file("f", 20_000);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.write(0, share.piece(0));
            files.write(16_384, share.piece(1));
            Files.delete(folder.resolve("f.part"));
            fails(Reason.VANISHED, "f.part is not there", () -> files.finish(Bitfield.all(2)));
        }
    }

    @Test
    void servesTheFileItOpenedAfterItWasReplaced() throws Exception {
        SampleShare share = SampleShare.file("f", 20_000);
        share.putWhole(folder);
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            files.read(0, ByteBuffer.allocate(1));
            Path other = Files.write(outside.resolve("other"), new byte[20_000]);
            Files.move(other, folder.resolve("f"), StandardCopyOption.REPLACE_EXISTING);
            ByteBuffer read = ByteBuffer.allocate(20_000);
            files.read(0, read);
            assertThat(read.array()).isEqualTo(share.content);
        }
    }

    @Test
    void tellsThatTheDiskIsFullAndGoesOnOnceThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(temp.resolve("small"), "size=256k")) {
            SampleShare share = SampleShare.folder("s", "a:200000", "b:200000");
            Path ballast = Files.write(disk.path().resolve("ballast"), new byte[150_000]);
            try (ShareFiles files = share.open(disk.path(), OpenMode.FETCH)) {
                fails(
                        Reason.FULL,
                        "cannot write ",
                        () -> {
                            for (int piece = 0; piece < 12; piece++) {
                                files.write(piece * 16_384L, share.piece(piece));
                            }
                        });
                Files.delete(ballast);
                assertThatCode(() -> files.write(9 * 16_384L, share.piece(9)))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void tellsThatTheDiskIsReadOnly() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(temp.resolve("small"), "size=256k,ro")) {
            SampleShare share = SampleShare.folder("s", "a:20000");
            try (ShareFiles files = share.open(disk.path(), OpenMode.FETCH)) {
                files.check();
                fails(Reason.READ_ONLY, "-o", () -> files.write(0, share.piece(0)));
            }
        }
    }
}
