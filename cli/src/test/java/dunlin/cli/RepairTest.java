package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code get --repair}: a share that is here, but not as it should be, is made so. */
class RepairTest {
    private static final int LENGTH = 300_000;
    private static final List<String> FILES = List.of("a", "b", "c", "d", "e");

    @TempDir Path folder;
    private Path photos;
    private Path copy;
    private Path target;
    private Dunlin.Running share;
    private String magnet;

    @BeforeEach
    void shareAndCopy() throws Exception {
        photos = Files.createDirectories(folder.resolve("photos"));
        copy = folder.resolve("copy");
        target = Files.createDirectories(copy.resolve("photos"));
        Random random = new Random(1);
        for (String name : FILES) {
            byte[] bytes = new byte[LENGTH];
            random.nextBytes(bytes);
            Files.write(photos.resolve(name), bytes);
            Files.write(target.resolve(name), bytes);
        }
        share = peer("ada").start("share", photos, "--json");
        magnet = share.await("shared").get("magnet").asString();
    }

    @AfterEach
    void stop() {
        share.close();
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private Dunlin.Run get(Object... more) {
        Object[] words = {"get", magnet, "-o", copy, "--json"};
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return peer("bea").run(all.toArray());
    }

    private static byte[] zero(Path file, long from, int length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(from);
            open.write(new byte[length]);
        }
        return Files.readAllBytes(file);
    }

    private void assertSameAsOriginal() {
        for (String name : FILES) {
            assertThat(target.resolve(name)).hasSameBinaryContentAs(photos.resolve(name));
        }
    }

    @Test
    void whatIsWrongIsFetchedAndNothingElseAndTheOldBytesAreKept() throws Exception {
        byte[] zeroed = zero(target.resolve("a"), 100_000, 10);
        byte[] cut = Arrays.copyOf(Files.readAllBytes(target.resolve("b")), 200_000);
        Files.write(target.resolve("b"), cut);
        byte[] longer = Arrays.copyOf(Files.readAllBytes(target.resolve("c")), 400_000);
        Files.write(target.resolve("c"), longer);
        Files.delete(target.resolve("d"));
        Object sound = Files.getAttribute(target.resolve("e"), "unix:ino");

        Dunlin.Run run = get("--repair");
        assertThat(run.code()).as(run.err()).isZero();
        assertSameAsOriginal();
        assertThat(target.resolve("a.damaged")).hasBinaryContent(zeroed);
        assertThat(target.resolve("b.damaged")).hasBinaryContent(cut);
        assertThat(target.resolve("c.damaged")).hasBinaryContent(longer);
        assertThat(target).isDirectoryNotContaining("glob:**.part");
        assertThat(target).isDirectoryNotContaining("glob:**/e.damaged");
        assertThat(Files.getAttribute(target.resolve("e"), "unix:ino")).isEqualTo(sound);
        assertThat(run.err()).contains("a was damaged: it is kept as a.damaged");
        JsonNode done = run.jsonLines().getLast();
        long fetched = done.get("sources").get(0).get("bytes").asLong();
        assertThat(fetched).as("bytes").isBetween(400_000L, 600_000L);
        assertThat(run.jsonLines().getFirst().get("event").asString()).isEqualTo("setAside");

        assertThat(get().code()).as("all is well now, whatever is kept beside it").isZero();
    }

    @Test
    void aPieceOfTwoFilesThatIsWrongInOneLeavesTheOtherAlone() throws Exception {
        byte[] zeroed = zero(target.resolve("a"), LENGTH - 5, 5);
        Dunlin.Run run = get("--repair");
        assertThat(run.code()).as(run.err()).isZero();
        assertSameAsOriginal();
        assertThat(target.resolve("a.damaged")).hasBinaryContent(zeroed);
        assertThat(target).isDirectoryNotContaining("glob:**/b.damaged");
    }

    @Test
    void whoDoesNotAskForItHearsOfItBeforeAnythingIsFetched() throws Exception {
        share.close();
        zero(target.resolve("a"), 100_000, 10);
        Dunlin.Run run = peer("cleo").run("get", torrent(), "-o", copy, "--timeout", "0");
        assertThat(run.code()).as(run.err()).isEqualTo(6);
        assertThat(run.err()).contains("photos/a exists and is another file; add --repair to keep");
        assertThat(target).isDirectoryNotContaining("glob:**.damaged");
    }

    @Test
    void nothingIsReplacedBySettingAside() throws Exception {
        zero(target.resolve("a"), 100_000, 10);
        Files.writeString(target.resolve("a.damaged"), "mine");
        assertThat(get("--repair").code()).isZero();
        assertThat(target.resolve("a.damaged")).hasContent("mine");
        assertThat(target.resolve("a.damaged-2")).exists();
        assertSameAsOriginal();
    }

    private Path torrent() {
        Path torrent = folder.resolve("photos.torrent");
        assertThat(peer("cleo").run("create", photos, "-o", torrent).code()).isZero();
        return torrent;
    }
}
