package dunlin.storage.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of folder promises. */
@ParameterizedClass
@MethodSource("kinds")
class ShareFolderTest {
    interface Kind {
        ShareFolder open(Path folder) throws IOException;
    }

    static Stream<Kind> kinds() {
        return Stream.of(ShareFolderTest::byHandle, PathFolder::new);
    }

    @SuppressWarnings("StreamResourceLeak") // the folder closes it
    private static ShareFolder byHandle(Path folder) throws IOException {
        return new HandleFolder(
                folder, folder, (SecureDirectoryStream<Path>) Files.newDirectoryStream(folder));
    }

    private final Kind kind;
    @TempDir Path temp;
    private Path path;
    private Path outside;
    private ShareFolder folder;

    ShareFolderTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void makeFolders() throws IOException {
        path = Files.createDirectory(temp.resolve("folder"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        folder = kind.open(path);
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
    }

    private static void write(ShareFolder in, String name, String text) throws IOException {
        try (FileChannel channel = in.open(name, Set.of(CREATE_NEW, WRITE))) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
    }

    @Test
    void makesFoldersAndFilesAndRenamesThem() throws IOException {
        folder.make("a");
        folder.make("a");
        try (ShareFolder a = folder.enter("a")) {
            a.make("b");
            try (ShareFolder b = a.enter("b")) {
                write(b, "c.part", "text");
                b.rename("c.part", "c");
                b.force();
                a.make("b");
                assertThat(b.look("c")).map(BasicFileAttributes::size).contains(4L);
            }
        }
        assertThat(path.resolve("a/b/c")).hasContent("text");
        assertThat(path).isDirectoryNotContaining(p -> p.toString().contains(".dunlin"));
    }

    @Test
    void givesNoFileANameThatAnotherGotMeanwhile() throws IOException {
        write(folder, "c.part", "ours");
        write(folder, "c", "theirs");
        assertThatThrownBy(() -> folder.rename("c.part", "c"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(path.resolve("c")).hasContent("theirs");
        assertThat(path.resolve("c.part")).hasContent("ours");
        assertThat(folder.isSame("c.part", "c")).isFalse();
        assertThat(folder.isSame("no", "c")).isFalse();
    }

    @Test
    void findsNothingWhereNothingIs() throws IOException {
        assertThat(folder.look("no")).isEmpty();
        assertThatThrownBy(() -> folder.enter("no"))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @Test
    void tellsFilesFoldersAndLinksApart() throws IOException {
        Files.createSymbolicLink(path.resolve("l"), outside.resolve("secret"));
        Files.createDirectory(path.resolve("d"));

        assertThat(folder.look("l")).map(BasicFileAttributes::isSymbolicLink).contains(true);
        assertThat(folder.look("d")).map(BasicFileAttributes::isDirectory).contains(true);
    }

    @Test
    void opensNoFileThroughALink() throws IOException {
        Files.createSymbolicLink(path.resolve("l"), outside.resolve("secret"));
        Files.createSymbolicLink(path.resolve("dangling"), outside.resolve("new"));

        assertThatThrownBy(() -> folder.open("l", Set.of(READ))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> folder.open("dangling", Set.of(WRITE, CREATE_NEW)))
                .isInstanceOf(IOException.class);
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void entersNoFolderThatIsALinkOrAFile() throws IOException {
        Files.createSymbolicLink(path.resolve("link"), outside);
        Files.writeString(path.resolve("file"), "");

        assertThatThrownBy(() -> folder.enter("link"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> folder.enter("file"))
                .isInstanceOf(java.nio.file.NotDirectoryException.class);
    }

    @Test
    void makesNothingOutsideOnceItWasSwappedForALink() throws IOException {
        folder.make("d");
        try (ShareFolder d = folder.enter("d")) {
            Files.move(path.resolve("d"), path.resolve("moved"));
            Files.createSymbolicLink(path.resolve("d"), outside);
            for (Step step : new Step[] {() -> write(d, "f", "x"), () -> d.make("e")}) {
                try {
                    step.run();
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("symbolic link");
                }
            }
        }
        assertThat(outside).isDirectoryNotContaining(p -> !p.endsWith("secret"));
    }

    private interface Step {
        void run() throws IOException;
    }

    @Test
    void isReachedThroughALinkThatThePersonNamed() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("named"), path);
        try (ShareFolder linked = kind.open(link)) {
            linked.make("a");
            write(linked, "b", "text");
        }
        assertThat(path.resolve("a")).isDirectory();
        assertThat(path.resolve("b")).hasContent("text");
    }

    @Test
    void letsAFileBeExecutedByThoseWhoMayReadIt() throws IOException {
        write(folder, "f", "x");
        folder.makeExecutable("f");

        assertThat(Files.isExecutable(path.resolve("f"))).isEqualTo(folder instanceof HandleFolder);
    }
}
