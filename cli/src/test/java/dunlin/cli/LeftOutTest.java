package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is not taken into a share is told, whoever listens. */
class LeftOutTest {
    @TempDir private Path folder;
    private Path things;
    private Dunlin dunlin;

    @BeforeEach
    void put() throws IOException {
        dunlin = new Dunlin(folder).with("DUNLIN_BIND", "127.0.0.1").with("DUNLIN_PORT", "0");
        things = Files.createDirectory(folder.resolve("things"));
        Files.writeString(things.resolve("kept"), "x");
        Files.writeString(things.resolve(".hidden"), "x");
        Files.createSymbolicLink(things.resolve("link"), Path.of("kept"));
        Files.createDirectory(things.resolve("empty"));
    }

    private static List<String> leftOut(JsonNode json) {
        return StreamSupport.stream(json.get("leftOut").spliterator(), false)
                .map(it -> Path.of(it.get("path").asString()).getFileName().toString())
                .sorted()
                .toList();
    }

    @Test
    void createTellsWhatItLeavesOutAlsoWhenQuiet() {
        Dunlin.Run run = dunlin.run("create", things, "-o", folder.resolve("t"), "-q", "--json");
        assertThat(run.code()).isZero();
        assertThat(leftOut(run.json())).containsExactly(".hidden", "empty", "link");
        assertThat(run.err()).contains(".hidden is hidden", "link is a link", "is an empty folder");
    }

    @Test
    void hiddenFilesAndLinksAreTakenInWhenAsked() {
        Dunlin.Run run =
                dunlin.run(
                        "create",
                        things,
                        "-o",
                        folder.resolve("t"),
                        "--hidden",
                        "--links",
                        "--json");
        assertThat(leftOut(run.json())).containsExactly("empty");
        assertThat(run.json().get("files")).hasSize(3);
    }

    @Test
    void shareTellsWhatItLeavesOutEachTime() throws Exception {
        for (int time = 0; time < 2; time++) {
            try (Dunlin.Running share = dunlin.start("share", things, "-q", "--json")) {
                assertThat(leftOut(share.await("shared")))
                        .containsExactly(".hidden", "empty", "link");
                assertThat(share.awaitMessage("link is a link")).startsWith("left out: ");
            }
        }
    }

    @Test
    void whatIsPutInLaterIsSharedToo() throws Exception {
        try (Dunlin.Running share = dunlin.start("share", things, "--json")) {
            share.await("shared");
        }
        Files.writeString(things.resolve("more"), "yz");
        try (Dunlin.Running share = dunlin.start("share", things, "--json")) {
            assertThat(share.await("shared").get("size").asInt()).isEqualTo(3);
        }
    }

    @Test
    void theOwnHomeIsNeverShared() throws Exception {
        Path home = things.resolve("h");
        try (Dunlin.Running share =
                dunlin.start("share", things, "--home", home, "--hidden", "--json")) {
            JsonNode shared = share.await("shared");
            assertThat(shared.get("size").asInt()).isEqualTo(2);
            assertThat(leftOut(shared)).contains("state");
        }
        Dunlin.Run create =
                dunlin.run("create", things, "-o", folder.resolve("t"), "--home", home, "--json");
        assertThat(create.json().get("size").asInt()).isEqualTo(1);
        assertThat(dunlin.run("share", home.resolve("state"), "--home", home).code()).isEqualTo(1);
    }

    @Test
    void whatAPersonNamedAndIsLeftOutIsAFailure() throws Exception {
        Path empty = Files.createFile(folder.resolve("none"));
        try (Dunlin.Running share = dunlin.start("share", "--each", things, empty, "--json")) {
            assertThat(leftOut(share.await("leftOut"))).contains("none");
            share.await("shared");
            assertThat(share.stop().code()).isNotZero();
        }
    }
}
