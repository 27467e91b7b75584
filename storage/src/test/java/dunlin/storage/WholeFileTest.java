package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir Path folder;

    @Test
    void isMadeOnlyWhereNothingStands() throws Exception {
        Path file = folder.resolve("f");
        WholeFile.make(file, new byte[] {1}, WholeFile.Readers.USUAL);
        assertThatThrownBy(() -> WholeFile.make(file, new byte[] {2}, WholeFile.Readers.USUAL))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasBinaryContent(new byte[] {1});
        WholeFile.replace(file, new byte[] {2});
        assertThat(file).hasBinaryContent(new byte[] {2});
        assertThat(folder).isDirectoryContaining(file::equals);
        try (var all = Files.list(folder)) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void mayBeForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("f");
        WholeFile.make(file, new byte[] {1}, WholeFile.Readers.OWNER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesOnAFullDiskWhatWasThereBefore() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), "size=64k")) {
            Path file = disk.path().resolve("f");
            Files.writeString(file, "before");
            assertThatThrownBy(() -> WholeFile.replace(file, new byte[100_000]))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL));
            assertThat(file).hasContent("before");
            try (var all = Files.list(disk.path())) {
                assertThat(all).hasSize(1);
            }
        }
    }
}
