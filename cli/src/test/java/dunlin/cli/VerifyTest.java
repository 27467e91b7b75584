package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} says of each file what is wrong with it, and blames none that may be right. */
class VerifyTest {
    private static final int LENGTH = 100_000; // pieces of 32 KiB lie across the files

    @TempDir Path folder;
    private Path photos;
    private Path torrent;

    @BeforeEach
    void create() throws IOException {
        photos = Files.createDirectories(folder.resolve("photos"));
        Random random = new Random(1);
        for (String name : List.of("a", "b", "c", "d", "e")) {
            byte[] bytes = new byte[LENGTH];
            random.nextBytes(bytes);
            Files.write(photos.resolve(name), bytes);
        }
        torrent = folder.resolve("photos.torrent");
        Dunlin.Run run =
                new Dunlin(folder).run("create", photos, "-o", torrent, "--piece-length", "32K");
        assertThat(run.code()).as(run.err()).isZero();
    }

    private Dunlin.Run verify(Object... more) {
        Object[] words = Arrays.copyOf(new Object[] {"verify", torrent, photos}, 3 + more.length);
        System.arraycopy(more, 0, words, 3, more.length);
        return new Dunlin(folder).run(words);
    }

    private Map<String, String> states() {
        return verify("--json")
                .json()
                .get("files")
                .valueStream()
                .collect(
                        Collectors.toMap(
                                it -> it.get("path").asString(), it -> it.get("state").asString()));
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(photos.resolve(name));
    }

    @Test
    void bytesAfterTheEndAreToldThoughEveryPieceIsRight() throws IOException {
        Files.write(photos.resolve("b"), Arrays.copyOf(bytes("b"), LENGTH + 12));
        Dunlin.Run run = verify();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("too long: b, 12 bytes after its end\n");
        assertThat(run.err()).contains("16 of 16 pieces right; dunlin get --repair");
        assertThat(states()).containsEntry("b", "tooLong").containsEntry("c", "whole");
    }

    @Test
    void whatIsMissingShortAndDamagedIsToldApart() throws IOException {
        Files.delete(photos.resolve("a"));
        Files.write(photos.resolve("c"), Arrays.copyOf(bytes("c"), 99_000));
        byte[] damaged = bytes("e");
        damaged[50_000] ^= 1;
        Files.write(photos.resolve("e"), damaged);
        assertThat(states())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "a",
                                "missing",
                                "b",
                                "unknown",
                                "c",
                                "tooShort",
                                "d",
                                "unknown",
                                "e",
                                "damaged"));
        Dunlin.Run run = verify();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines())
                .containsExactly(
                        "missing: a",
                        "too short: c, 99000 of 100000 bytes",
                        "damaged: e, 32 KiB of 97.7 KiB in wrong pieces",
                        "cannot be told: b, for 30.3 KiB in pieces of a, too",
                        "cannot be told: d, for 27.0 KiB in pieces of c, too");
    }

    @Test
    void whatIsNotOfTheTorrentIsNamedAndHarmsNothing() throws IOException {
        Files.createDirectories(photos.resolve("more/of it"));
        Files.writeString(photos.resolve("note"), "x");
        Dunlin.Run run = verify();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .hasSize(3)
                .anyMatch(it -> it.startsWith("verified: "))
                .contains("not of the torrent: more", "not of the torrent: note");
        assertThat(verify("--json").json().get("notOfTheTorrent").toString())
                .contains("\"more\"", "\"note\"");
    }

    @Test
    void anEmptyFileThatIsNotEmptyIsTooLong() throws IOException {
        Files.createDirectories(folder.resolve("more"));
        Files.createFile(folder.resolve("more/empty"));
        Files.writeString(folder.resolve("more/full"), "full");
        Path other = folder.resolve("more.torrent");
        Dunlin.Run create = new Dunlin(folder).run("create", folder.resolve("more"), "-o", other);
        assertThat(create.code()).as(create.err()).isZero();
        Files.writeString(folder.resolve("more/empty"), "no");
        Dunlin.Run run = new Dunlin(folder).run("verify", other, folder.resolve("more"));
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("too long: empty, 2 bytes after its end\n");
    }
}
