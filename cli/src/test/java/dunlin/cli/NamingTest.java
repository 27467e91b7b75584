package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * How a person names a share at an index: as it comes to mind, and never a guess among strangers.
 */
class NamingTest {
    @TempDir Path folder;
    private final List<AutoCloseable> running = new ArrayList<>();
    private String index;

    @BeforeEach
    void startAnIndex() throws Exception {
        Dunlin.Running tracker =
                peer("index").start("tracker", "--listen", "127.0.0.1:0", "--json");
        running.add(tracker);
        index = tracker.await("listening").get("http").asString();
    }

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable one : running.reversed()) {
            one.close();
        }
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name)
                .with("DUNLIN_OUTPUT", folder.resolve("fetched").toString());
    }

    private Path content(String path, int length) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[length]);
    }

    /** The ids, in the order in which they were shared. */
    private List<String> share(String name, Path... paths) throws Exception {
        List<Object> words = new ArrayList<>(List.of("share", "--tracker", index, "--json"));
        words.addAll(List.of(paths));
        Dunlin.Running share = peer(name).start(words.toArray());
        running.add(share);
        List<String> ids = new ArrayList<>();
        for (Path ignored : paths) {
            ids.add(share.await("shared").get("id").asString());
        }
        return ids;
    }

    private void awaitSeeders(int shares) {
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> peer("bob").run("list", "--tracker", index, "--json").json(),
                        list -> list.size() == shares && allSeeded(list));
    }

    private static boolean allSeeded(JsonNode list) {
        return list.valueStream().allMatch(it -> it.get("seeders").asInt() > 0);
    }

    private Dunlin.Run get(Object... words) {
        List<Object> all = new ArrayList<>(List.of("get", "--tracker", index, "--json"));
        all.addAll(List.of(words));
        return peer("bob").run(all.toArray());
    }

    @Test
    void caseAndAnExtensionMayLackAndASlipIsAskedBack() throws Exception {
        String id = share("ada", content("a/Holiday Film.iso", 50_000)).getFirst();

        Dunlin.Run got = get("holiday_film");
        assertThat(got.code()).as(got.err()).isZero();
        assertThat(got.jsonLines().getLast().get("id").asString()).isEqualTo(id);
        assertThat(got.err()).contains("'holiday_film' is taken for Holiday Film.iso");

        Dunlin.Run slip = get("holidya film.iso");
        assertThat(slip.code()).isEqualTo(3);
        assertThat(slip.err()).contains("did you mean 'Holiday Film.iso'?");
        JsonNode failed = slip.json();
        assertThat(failed.get("name").asString()).isEqualTo("holidya film.iso");
        assertThat(failed.get("candidates").get(0).get("id").asString()).isEqualTo(id);

        assertThat(get("nothing of the kind").code()).isEqualTo(3);
    }

    @Test
    void ofOneNameTheNewestOfTheSameOwnerIsFetchedAndOfSeveralOwnersNone() throws Exception {
        List<String> adas = share("ada", content("1/notes", 1_000), content("2/notes", 2_000));
        awaitSeeders(2);

        Dunlin.Run newest = get("notes");
        assertThat(newest.code()).as(newest.err()).isZero();
        assertThat(newest.jsonLines().getLast().get("id").asString()).isEqualTo(adas.get(1));
        assertThat(newest.err())
                .contains("of 2 shares named 'notes' the one of ", "by ada is taken");

        String beas = share("bea", content("3/notes", 3_000)).getFirst();
        awaitSeeders(3);
        Dunlin.Run ambiguous = get("notes", "-o", folder.resolve("none"));
        assertThat(ambiguous.code()).isEqualTo(1);
        assertThat(ambiguous.err())
                .contains("may be any of 3 shares", beas.substring(0, 16), "by bea", "1 seeder");
        assertThat(folder.resolve("none")).doesNotExist();
        List<String> fields =
                new ArrayList<>(ambiguous.json().get("candidates").get(0).propertyNames());
        assertThat(fields).contains("id", "name", "sharedBy", "sharedAt", "seeders");

        Dunlin.Run from = get("notes", "--from", "Bea", "-o", folder.resolve("beas"));
        assertThat(from.code()).as(from.err()).isZero();
        assertThat(from.jsonLines().getLast().get("id").asString()).isEqualTo(beas);
    }

    @Test
    void theAddressOfItsPageNamesAShare() throws Exception {
        String id = share("ada", content("a/film.iso", 50_000)).getFirst();
        awaitSeeders(1);
        String page = index + "/share/" + id + "?files=0";

        Dunlin.Run got = peer("bob").run("get", page, "--json");
        assertThat(got.code()).as(got.err()).isZero();
        assertThat(got.jsonLines().getLast().get("id").asString()).isEqualTo(id);
        Dunlin.Run located = peer("bob").run("locate", page, "--json");
        assertThat(located.code()).as(located.err()).isZero();
        assertThat(located.json().get("peers").size()).isGreaterThan(0);
        Dunlin.Run inspected = peer("bob").run("inspect", page, "--json");
        assertThat(inspected.json().get("infoHash").asString()).isEqualTo(id);
        String unknown = index + "/share/" + "0".repeat(40);
        assertThat(peer("bob").run("get", unknown).code()).isEqualTo(3);
    }

    @Test
    void thoseWhoGivePiecesAndThoseWhoTakeThemAreCalledByName() throws Exception {
        Path film = content("a/film.iso", 1_000_000);
        Dunlin.Running share =
                peer("ada").start("share", film, "--tracker", index, "--up", "300K", "--json");
        running.add(share);
        share.await("shared");
        awaitSeeders(1);

        Dunlin.Run got = peer("bob").run("get", "film.iso", "--tracker", index);

        assertThat(got.code()).as(got.err()).isZero();
        assertThat(got.out()).contains("from ada 127.0.0.1:");
        share.awaitMessage("bob 127.0.0.1:");
    }

    @Test
    void aPathThatDoesNotExistIsCalledAPath() {
        for (String path : List.of("./nosuch", "some/nosuch.torrent", "nosuch.torrent")) {
            Dunlin.Run got = get(path);
            assertThat(got.code()).isEqualTo(3);
            assertThat(got.err()).contains("no such file or folder: ");
        }
    }
}
