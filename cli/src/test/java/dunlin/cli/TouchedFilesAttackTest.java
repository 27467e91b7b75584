package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Files that somebody changes behind our back, as the commands meet them. */
@Tag("attack")
class TouchedFilesAttackTest {
    private static final List<String> FILES = List.of("a", "b", "c");

    @TempDir Path folder;
    private Path photos;
    private Path target;

    @BeforeEach
    void makeFiles() throws IOException {
        photos = Files.createDirectories(folder.resolve("photos"));
        target = folder.resolve("fetched");
        Random random = new Random(1);
        for (String name : FILES) {
            byte[] bytes = new byte[300_000];
            random.nextBytes(bytes);
            Files.write(photos.resolve(name), bytes);
        }
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    /** Overwrites the beginning, and puts the time back. */
    private static void zero(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.write(new byte[200_000]);
        }
        Files.setLastModifiedTime(file, time);
    }

    private static void punch(Path file) throws IOException {
        Path hole = file.resolveSibling("hole");
        try (RandomAccessFile sparse = new RandomAccessFile(hole.toFile(), "rw")) {
            sparse.setLength(Files.size(file));
        }
        Files.move(hole, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void edit(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 0; at < open.length(); at += 10_000) {
                open.seek(at);
                open.write(1);
            }
        }
    }

    private void assertSameAsOriginal() {
        for (String name : FILES) {
            assertThat(target.resolve("photos").resolve(name))
                    .hasSameBinaryContentAs(photos.resolve(name));
        }
    }

    @Test
    void whatIsChangedOfAnInterruptedFetchIsFetchedAgain() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", photos, "--up", "500K", "--json")) {
            String magnet = share.await("shared").get("magnet").asString();
            try (Dunlin.Running get = peer("bea").start("get", magnet, "-o", target, "--json")) {
                while (get.await("progress").get("done").asLong() == 0) {}
            }
            edit(target.resolve("photos/a.part"));
            zero(target.resolve("photos/b.part"));
            punch(target.resolve("photos/c.part"));
            Dunlin.Run rest = peer("bea").run("get", magnet, "-o", target, "--json");
            assertThat(rest.code()).as(rest.err()).isZero();
            assertThat(rest.jsonLines().getLast().get("verified").asBoolean()).isTrue();
            assertSameAsOriginal();
        }
    }

    @Test
    void whatIsChangedOfAWholeShareIsNotCalledVerified() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", photos, "--json")) {
            String magnet = share.await("shared").get("magnet").asString();
            assertThat(peer("bea").run("get", magnet, "-o", target).code()).isZero();
            assertSameAsOriginal();
            zero(target.resolve("photos/a"));
            for (int run = 0; run < 2; run++) {
                Dunlin.Run again = peer("bea").run("get", magnet, "-o", target, "--json");
                assertThat(again.code()).as(again.err()).isEqualTo(6);
                assertThat(again.out()).doesNotContain("\"done\",\"id\"");
                assertThat(again.err()).contains("photos/a exists and is another file");
            }
            Files.delete(target.resolve("photos/a")); // as the message says
            Dunlin.Run repaired = peer("bea").run("get", magnet, "-o", target, "--json");
            assertThat(repaired.code()).as(repaired.err()).isZero();
            assertSameAsOriginal();
        }
    }

    @Test
    void whatIsChangedWhileItIsServedIsServedNoMore() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", photos, "--json")) {
            JsonNode shared = share.await("shared");
            String magnet = shared.get("magnet").asString();
            FILES.forEach(name -> {
                try {
                    zero(photos.resolve(name));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            Dunlin.Run get =
                    peer("bea").run("get", magnet, "-o", target, "--timeout", "2s", "--json");
            assertThat(get.code()).as(get.err()).isEqualTo(4);
            assertThat(get.err()).doesNotContain("shut out"); // it never got a false block
            List<String> told = new ArrayList<>(); // in whatever order
            for (int i = 0; i < FILES.size(); i++) {
                told.add(share.awaitMessage(" was changed or moved"));
            }
            assertThat(FILES)
                    .allMatch(name -> told.stream().anyMatch(it -> it.contains("photos/" + name)));
        }
        try (Dunlin.Running share = peer("ada").start("share", photos, "--json")) {
            String magnet = share.await("shared").get("magnet").asString();
            assertThat(peer("bea").run("get", magnet, "-o", folder.resolve("new")).code()).isZero();
        }
    }
}
