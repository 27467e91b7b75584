package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.ShareBuilder.Built;
import dunlin.storage.ShareBuilder.Options;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareBuilderTest {
    private static final Options PLAIN = Options.defaults();

    @TempDir Path temp;
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("my share"));
    }

    private void put(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Built build(Options options) throws Exception {
        return ShareBuilder.build(folder, options, (_, _) -> {});
    }

    @Test
    void itsShareVerifiesWhereItWasMade() throws Exception {
        SampleShare sample =
                SampleShare.folder("my share", "a:100000", "b c/ü:3", "e:0", "z:50000");
        sample.putWhole(temp);

        Info info = build(PLAIN).info();

        assertThat(info.bytes()).isEqualTo(sample.info.bytes());
        assertThat(Verifier.verify(info, temp, "my share", 2, _ -> {}).isAll()).isTrue();
    }

    @Test
    void makesAShareOfOneFile() throws Exception {
        SampleShare sample = SampleShare.file("one.bin", 70_000);
        sample.putWhole(temp);

        Built built = ShareBuilder.build(temp.resolve("one.bin"), PLAIN, (_, _) -> {});

        assertThat(built.info().isSingleFile()).isTrue();
        assertThat(built.info().id()).isEqualTo(sample.info.id());
    }

    @Test
    void ordersFilesByTheBytesOfTheirNames() throws Exception {
        for (String name :
                new String[] {"b", "a/z", "a.txt", "B2", "é", "\ud83d\ude00", "\uff5e"}) {
            put(name, "x");
        }
        // In UTF-16 the emoji would come before U+FF5E, and "a.txt" before "a/z".
        assertThat(build(PLAIN).info().files())
                .extracting(FileEntry::displayPath)
                .containsExactly("B2", "a/z", "a.txt", "b", "é", "\uff5e", "\ud83d\ude00");
    }

    @Test
    void reportsWhatItLeavesOut() throws Exception {
        put("kept", "x");
        put(".hidden", "x");
        put(".git/config", "x");
        put("dot.", "x");
        put("Case", "x");
        put("case", "x");
        Files.createSymbolicLink(
                folder.resolve("out"), Files.createDirectory(temp.resolve("elsewhere")));
        Files.createSymbolicLink(folder.resolve("in"), folder.resolve("kept"));
        assertThat(
                        new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                                .start()
                                .waitFor())
                .isZero();

        Built built = build(PLAIN);

        assertThat(built.info().files())
                .extracting(FileEntry::displayPath)
                .containsExactlyInAnyOrder("Case", "case", "dot.", "kept");
        assertThat(built.skipped())
                .extracting(s -> s.path().getFileName() + " " + s.why())
                .anyMatch(s -> s.startsWith(".hidden is hidden"))
                .anyMatch(s -> s.startsWith(".git is hidden"))
                .anyMatch(s -> s.startsWith("out is a link"))
                .anyMatch(s -> s.startsWith("in is a link"))
                .anyMatch(s -> s.startsWith("pipe is a device, pipe"))
                .hasSize(5);
    }

    @Test
    void takesLinksInTheFolderWhenAskedAndNoOthers() throws Exception {
        put("lib/real", "x");
        put("ours/key", "x");
        Files.createDirectories(folder.resolve("empty"));
        link("lib/link", "real");
        link("chain", "lib/link");
        link("dir", folder.resolve("lib").toString());
        link("out", "../elsewhere");
        link("toOurs", "ours/key");
        link("dangling", "nothing");
        link("toEmpty", "empty");
        Selection links = new Selection(false, true, Set.of(folder.resolve("ours")), _ -> false);
        Built built = build(new Options(OptionalInt.empty(), links, false, 1));
        assertThat(built.info().files())
                .extracting(file -> file.displayPath() + " " + file.link().orElse(List.of()))
                .containsExactlyInAnyOrder(
                        "lib/real []", "lib/link [lib, real]", "chain [lib, link]", "dir [lib]");
        assertThat(built.skipped())
                .extracting(s -> s.path().getFileName().toString())
                .containsExactlyInAnyOrder("ours", "empty", "out", "toOurs", "dangling", "toEmpty");
        assertThat(built.stamps()).hasSize(1);
    }

    private void link(String at, String target) throws IOException {
        Path link = folder.resolve(at);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    @Test
    void neverTakesWhatIsThisPeersOwnNorWhatIsBeingFetched() throws Exception {
        put("kept", "x");
        put("home/state/key", "x");
        put("film.part", "x");
        put("mine.part", "x");
        Path own = folder.resolve("home/state");
        Selection selection =
                new Selection(true, true, Set.of(own), path -> path.endsWith("film.part"));
        Built built = build(new Options(OptionalInt.empty(), selection, false, 1));
        assertThat(built.info().files())
                .extracting(FileEntry::displayPath)
                .containsExactlyInAnyOrder("kept", "mine.part");
        assertThatThrownBy(() -> ShareBuilder.list(own, selection))
                .hasMessageContaining("this peer's own");
    }

    @Test
    void includesHiddenFilesWhenAsked() throws Exception {
        put(".hidden", "x");
        put("plain", "x");

        Info info =
                build(
                                new Options(
                                        OptionalInt.empty(),
                                        new Selection(true, false, Set.of(), _ -> false),
                                        true,
                                        1))
                        .info();

        assertThat(info.files()).hasSize(2);
        assertThat(info.isPrivate()).isTrue();
    }

    @Test
    void reportsAFileThatMayNotBeRead() throws Exception {
        put("kept", "x");
        put("locked", "x");
        Path locked = folder.resolve("locked");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(locked), "root may read everything");

        assertThat(build(PLAIN).skipped())
                .singleElement()
                .satisfies(s -> assertThat(s.why()).isEqualTo("may not be read"));
    }

    @Test
    void remembersWhatIsExecutable() throws Exception {
        put("run", "x");
        put("read", "x");
        assertThat(folder.resolve("run").toFile().setExecutable(true)).isTrue();

        assertThat(build(PLAIN).info().files())
                .filteredOn(FileEntry::executable)
                .extracting(FileEntry::displayPath)
                .containsExactly("run");
    }

    @Test
    void refusesAFolderWithNothingToShareAndAPathThatIsNotThere() {
        assertThatThrownBy(() -> build(PLAIN))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNSHARABLE))
                .hasMessageEndingWith("nothing in it to share");
        assertThatThrownBy(() -> ShareBuilder.build(temp.resolve("no"), PLAIN, (_, _) -> {}))
                .asInstanceOf(type(StorageException.class))
                .extracting(StorageException::reason)
                .isEqualTo(Reason.VANISHED);
    }

    @Test
    void keepsAFolderOfEmptyFiles() throws Exception {
        put("empty", "");

        Info info = build(PLAIN).info();

        assertThat(info.files()).hasSize(1);
        assertThat(info.geometry().pieces()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noticesThatAFileChangedWhileItWasRead(boolean sameLength) throws Exception {
        Files.write(folder.resolve("grows"), new byte[3_000_000]);
        AtomicBoolean once = new AtomicBoolean();

        assertThatThrownBy(() ->
                        ShareBuilder.build(
                                folder,
                                PLAIN,
                                (_, _) -> {
                                    if (!once.getAndSet(true)) {
                                        rewrite(sameLength ? 3_000_000 : 2_000_000);
                                    }
                                }))
                .asInstanceOf(type(StorageException.class))
                .satisfies(e ->
                        assertThat(e.reason())
                                .isEqualTo(sameLength ? Reason.CHANGING : Reason.VANISHED))
                .satisfies(e -> assertThat(e).hasMessageContaining("grows"));
    }

    private void rewrite(int length) {
        try {
            byte[] other = new byte[length];
            Arrays.fill(other, (byte) 1);
            Files.write(folder.resolve("grows"), other);
            Files.setLastModifiedTime(folder.resolve("grows"), FileTime.fromMillis(1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 16384",
        "33554432, 16384",
        "33554433, 32768",
        "1073741824, 524288",
        "6000000000, 4194304",
        "9223372036854775807, 16777216"
    })
    void choosesThePieceLengthBySize(long size, int pieceLength) {
        assertThat(PieceLengths.forSize(size)).isEqualTo(pieceLength);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -16384, 8192, 100_000, 1 << 25})
    void refusesAPieceLengthThatIsNoneOfOurs(int length) {
        assertThatThrownBy(() -> new Options(OptionalInt.of(length), Selection.PLAIN, false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(length));
    }

    @Test
    void takesThePieceLengthThatIsAskedFor() throws Exception {
        put("a", "x".repeat(100_000));

        Info info = build(new Options(OptionalInt.of(65_536), Selection.PLAIN, false, 2)).info();

        assertThat(info.geometry().pieceLength()).isEqualTo(65_536);
        assertThat(info.geometry().pieces()).isEqualTo(2);
    }

    @Test
    void sharesWhatALinkNamesUnderItsRealName() throws Exception {
        put("a", "x");
        Path link = Files.createSymbolicLink(temp.resolve("current"), folder);

        Built built = ShareBuilder.build(link, PLAIN, (_, _) -> {});

        assertThat(built.info().name()).isEqualTo("my share");
        assertThat(built.content()).isEqualTo(folder.toRealPath());
    }
}
