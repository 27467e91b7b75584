package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dunlin.protocol.Bitfield;
import dunlin.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that have a second name: what is written under one is in the other as well. */
@Tag("attack")
class HardLinkAttackTest {
    @TempDir Path temp;
    private Path folder;
    private Path part;
    private SampleShare share;

    @BeforeEach
    void makeShare() throws Exception {
        folder = temp.resolve("folder");
        Files.createDirectories(folder.resolve("s"));
        part = folder.resolve("s/a.part");
        share = SampleShare.folder("s", "a:100000");
    }

    private static void assertObstructed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.OBSTRUCTED))
                .hasMessageContaining("a.part has another name too");
    }

    private void link(Path link, Path existing) throws IOException {
        assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("unix"),
                "the system tells how many names a file has");
        Files.createLink(link, existing);
    }

    @Test
    void anotherFileThatIsLinkedToThePartNameIsNotWrittenInto() throws Exception {
        Path precious = Files.write(temp.resolve("precious"), new byte[100_000]);
        link(part, precious);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            assertObstructed(files::check);
            assertObstructed(() -> files.write(0, share.piece(0)));
            assertObstructed(() -> files.finish(Bitfield.all(share.pieces())));
        }
        assertThat(precious).hasBinaryContent(new byte[100_000]);
        assertThat(share.path(folder, 0)).doesNotExist();
    }

    @Test
    void aLinkMadeWhileTheFileIsFetchedEndsTheFetch() throws Exception {
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.write(0, share.piece(0));
            files.force();
            files.stamp(new int[] {0});
            link(temp.resolve("other"), part);
            assertThatThrownBy(() -> files.write(SampleShare.PIECE_LENGTH, share.piece(1)))
                    .isInstanceOf(StorageException.class);
        }
    }

    @Test
    void bothNamesThatAKillLeftOfARenameAreOursAndOneGoes() throws Exception {
        share.putWhole(folder);
        link(part, share.path(folder, 0));
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.check();
            Bitfield have =
                    Verifier.verifyAgain(
                            share.info, files, Bitfield.none(share.pieces()), Map.of(), 1, _ -> {});
            assertThat(have.isAll()).isTrue();
            files.finish(have);
        }
        assertThat(part).doesNotExist();
        assertThat(share.path(folder, 0)).hasBinaryContent(share.content);
    }

    @Test
    void aPartFileBesideAWholeOneThatIsNotTheSameFileStays() throws Exception {
        share.putWhole(folder);
        Files.writeString(part, "mine");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            files.finish(Bitfield.all(share.pieces()));
        }
        assertThat(part).hasContent("mine");
    }
}
