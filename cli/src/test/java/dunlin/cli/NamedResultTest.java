package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code get --as}: what is fetched stands under another name than its own. */
class NamedResultTest {
    @TempDir Path folder;
    private Path photos;
    private Dunlin.Running share;
    private String magnet;

    @BeforeEach
    void share() throws Exception {
        photos = Files.createDirectories(folder.resolve("photos"));
        byte[] bytes = new byte[200_000];
        new Random(2).nextBytes(bytes);
        Files.write(photos.resolve("a"), bytes);
        Files.writeString(photos.resolve("b"), "b");
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
        List<Object> words = new ArrayList<>(List.of("get", magnet, "-o", folder.resolve("here")));
        words.addAll(List.of(more));
        words.add("--json");
        return peer("bea").run(words.toArray());
    }

    private JsonNode done(Dunlin.Run run) {
        assertThat(run.code()).as(run.err()).isZero();
        return run.jsonLines().getLast();
    }

    @Test
    void standsUnderThatNameAndIsFoundThereAgain() throws Exception {
        Path summer = folder.resolve("here/summer");

        assertThat(done(get("--as", "summer")).get("path").asString()).isEqualTo(summer.toString());
        assertThat(summer.resolve("a")).hasSameBinaryContentAs(photos.resolve("a"));
        assertThat(folder.resolve("here/photos")).doesNotExist();

        JsonNode again = done(get());
        assertThat(again.get("path").asString()).isEqualTo(summer.toString());
        assertThat(again.get("sources")).isEmpty();
    }

    @Test
    void mayStandUnderItsOwnNameTooBesideIt() throws Exception {
        done(get());
        done(get("--as", "summer"));

        assertThat(folder.resolve("here/photos/a")).exists();
        assertThat(folder.resolve("here/summer/a")).exists();
        assertThat(done(get()).get("path").asString())
                .isEqualTo(folder.resolve("here/photos").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", "", "/tmp/x"})
    void refusesWhatIsNoName(String name) {
        Dunlin.Run run = get("--as", name);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("is no name of a file");
    }

    @Test
    void namesOneResultOnly() {
        Dunlin.Run run = get(photos.toString(), "--as", "summer");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--as names one result");
    }
}
