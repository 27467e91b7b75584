package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.storage.folder.NewFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFoldersTest {
    private static final String NAME = ".dunlin-0123456789abcdef";

    @TempDir Path top;

    private static void grow(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    @Test
    void whatAKillLeftBehindIsGoneAfterTheNextLookAtTheShare() throws Exception {
        SampleShare share = SampleShare.folder("s", "a/b:20000");
        Path left = new NewFolders(top).make();
        grow(left);
        try (ShareFiles files = share.open(top, OpenMode.FETCH)) {
            files.check();
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void aFolderThatMayBeOnItsWayStays() throws IOException {
        Path young = new NewFolders(top).make();
        new NewFolders(top).sweep(Instant.now());
        assertThat(young).exists();
    }

    @Test
    void whatIsNotCertainlyOursStays() throws IOException {
        Path full = Files.createDirectory(top.resolve(NAME));
        Files.writeString(full.resolve("x"), "x");
        Path file = Files.writeString(top.resolve(NAME.replace('0', '9')), "");
        Path other = Files.createDirectory(top.resolve(".dunlin-mine"));
        Path target = Files.createDirectory(top.resolve("target"));
        Path link = Files.createSymbolicLink(top.resolve(NAME.replace('0', '8')), target);
        for (Path path : new Path[] {full, file, other, target}) {
            grow(path);
        }
        new NewFolders(top).sweep(Instant.now().plus(Duration.ofDays(1)));
        assertThat(full.resolve("x")).exists();
        assertThat(file).exists();
        assertThat(other).exists();
        assertThat(link).isSymbolicLink();
        assertThat(target).exists();
    }

    @Test
    void aTopThatIsNotThereIsNoError() throws IOException {
        new NewFolders(top.resolve("no")).sweep(Instant.now());
    }
}
