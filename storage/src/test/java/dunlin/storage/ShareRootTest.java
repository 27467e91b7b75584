package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of root promises. */
@ParameterizedClass
@MethodSource("kinds")
class ShareRootTest {
    static Stream<Function<Path, ShareRoot>> kinds() {
        return Stream.of(HandleRoot::new, PathRoot::new);
    }

    private final Function<Path, ShareRoot> kind;

    @TempDir Path temp;
    private Path folder;
    private Path outside;
    private ShareRoot root;

    ShareRootTest(Function<Path, ShareRoot> kind) {
        this.kind = kind;
    }

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectory(temp.resolve("folder"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        root = kind.apply(folder);
    }

    private void write(List<String> path, String text) throws IOException {
        try (FileChannel channel = root.open(path, Set.of(CREATE_NEW, WRITE))) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
    }

    @Test
    void makesFoldersAndFilesAndRenamesThem() throws IOException {
        root.makeParents(List.of("a", "b", "c.part"));
        root.makeParents(List.of("a", "b", "c.part"));
        write(List.of("a", "b", "c.part"), "text");
        root.rename(List.of("a", "b", "c.part"), "c");
        root.forceFolder(List.of("a", "b"));
        root.forceFolder(List.of());

        assertThat(folder.resolve("a/b/c")).hasContent("text");
        assertThat(root.look(List.of("a", "b", "c")).orElseThrow().size()).isEqualTo(4);
        assertThat(folder).isDirectoryNotContaining(p -> p.toString().contains(".dunlin"));
    }

    @Test
    void findsNothingWhereNothingIsOrItsFolderIsMissing() throws IOException {
        assertThat(root.look(List.of("no"))).isEmpty();
        assertThat(root.look(List.of("no", "such"))).isEmpty();
        assertThat(kind.apply(temp.resolve("nowhere")).look(List.of("x"))).isEmpty();
    }

    @Test
    void makesTheFolderItself() throws IOException {
        ShareRoot fresh = kind.apply(temp.resolve("new/er"));
        fresh.makeParents(List.of("file"));

        assertThat(temp.resolve("new/er")).isDirectory();
    }

    @Test
    void seesALinkAsALink() throws IOException {
        Files.createSymbolicLink(folder.resolve("l"), outside.resolve("secret"));

        assertThat(root.look(List.of("l")))
                .hasValueSatisfying(a -> assertThat(a.isSymbolicLink()).isTrue());
    }

    @Test
    void opensNoFileThroughALink() throws IOException {
        Files.createSymbolicLink(folder.resolve("l"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("dangling"), outside.resolve("new"));

        assertThatThrownBy(() -> root.open(List.of("l"), Set.of(READ)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.open(List.of("dangling"), Set.of(WRITE, CREATE_NEW)))
                .isInstanceOf(IOException.class);
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void goesThroughNoFolderThatIsALink() throws IOException {
        Files.createSymbolicLink(folder.resolve("d"), outside);

        assertThatThrownBy(() -> root.open(List.of("d", "secret"), Set.of(READ)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.look(List.of("d", "secret"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.makeParents(List.of("d", "e", "f")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.rename(List.of("d", "secret"), "gone"))
                .isInstanceOf(IOException.class);
        assertThat(outside).isDirectoryContaining(p -> p.endsWith("secret"));
        assertThat(outside.resolve("e")).doesNotExist();
    }

    @Test
    void reachesTheFolderItselfThroughALinkThatThePersonNamed() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("named"), folder);
        ShareRoot linked = kind.apply(link);
        linked.makeParents(List.of("a", "b"));
        linked.open(List.of("a", "b"), Set.of(CREATE_NEW, WRITE)).close();

        assertThat(folder.resolve("a/b")).exists();
    }

    @Test
    void tellsAFileThatStandsWhereAFolderBelongs() throws IOException {
        Files.writeString(folder.resolve("a"), "");

        assertThatThrownBy(() -> root.makeParents(List.of("a", "b")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void tellsFoldersFromFiles() throws IOException {
        Files.createDirectory(folder.resolve("d"));

        assertThat(root.look(List.of("d")).map(BasicFileAttributes::isDirectory)).contains(true);
    }
}
