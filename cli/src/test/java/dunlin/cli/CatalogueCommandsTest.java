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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is found in the catalogue and by whom it is changed: {@code search}, {@code unshare}. */
class CatalogueCommandsTest {
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
                .with("DUNLIN_NETWORK", name)
                .with("DUNLIN_TRACKER", index == null ? "" : index);
    }

    private Path content(String name, int bytes) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[bytes]);
    }

    private JsonNode shares(String name, Path content, Object... more) throws Exception {
        List<Object> words = new ArrayList<>(List.of("share", content, "--json"));
        words.addAll(List.of(more));
        Dunlin.Running share = peer(name).start(words.toArray());
        running.add(share);
        return share.await("shared");
    }

    private List<String> names(Dunlin.Run run) {
        assertThat(run.code()).as(run.err()).isZero();
        List<String> names = new ArrayList<>();
        run.json().forEach(hit -> names.add(hit.get("name").asString()));
        return names;
    }

    /** The first announce of whoever shares comes to the index a moment after the registration. */
    private Dunlin.Run searchUntilSomebodyHasIt(String first, String second) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> peer("bea").run("search", first, second, "--json"),
                        run -> !run.json().get(0).get("peers").isEmpty());
    }

    @Test
    void aSearchFindsByWordsOfNamesFilesAndTags() throws Exception {
        content("trip/Käse im Zug.jpg", 40_000);
        JsonNode shared =
                shares(
                        "ada",
                        folder.resolve("trip"),
                        "--description",
                        "Summer\nof 2026",
                        "--tag",
                        "Holiday,alps");
        Dunlin.Run run = searchUntilSomebodyHasIt("kase", "holi*");
        assertThat(names(run)).containsExactly("trip");
        JsonNode hit = run.json().get(0);
        assertThat(hit.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "size",
                        "files",
                        "seeders",
                        "leechers",
                        "sharedBy",
                        "sharedAt",
                        "magnet",
                        "description",
                        "tags",
                        "owner",
                        "gone",
                        "peers",
                        "foundIn");
        assertThat(hit.get("foundIn").toString()).isEqualTo("[\"index\"]");
        assertThat(hit.get("description").asString()).isEqualTo("Summer\nof 2026");
        assertThat(hit.get("tags").toString()).isEqualTo("[\"holiday\",\"alps\"]");
        assertThat(hit.get("owner")).isEqualTo(shared.get("key"));
        JsonNode peer = hit.get("peers").get(0);
        assertThat(peer.propertyNames()).contains("name", "address", "since");
        assertThat(peer.get("name").asString()).isEqualTo("ada");
        assertThat(peer.get("address")).isEqualTo(shared.get("address"));

        assertThat(peer("bea").run("search", "kase").out())
                .contains("trip  39.1 KiB in 1 file, by ada just now  holiday · alps\n")
                .contains("\n  Summer\n")
                .contains("\n  id " + shared.get("id").asString() + "\n")
                .containsPattern(
                        "\n  ada  "
                                + shared.get("address").asString()
                                + "  since 20..-..-.. ..:..\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--size, >30K, b.iso",
        "--size, '>20K,<30K', c.jpg",
        "--type, iso, 'b.iso'",
        "--type, 'iso,txt', 'b.iso a.txt'",
        "--by, bea, c.jpg",
        "--tag, x, a.txt",
        "--before, 2999-01-01, 'c.jpg b.iso a.txt'",
        "--after, 2999-01-01, ''",
        "--limit, 2, 'c.jpg b.iso'",
    })
    void filtersNarrowASearch(String option, String value, String found) throws Exception {
        shares("ada", content("f/a.txt", 10_000), "--tag", "x,film");
        shares("ada", content("f/b.iso", 40_000), "--tag", "film");
        shares("bea", content("f/c.jpg", 25_000), "--tag", "film");
        Dunlin.Run run = peer("eve").run("search", "film", option, value, "--json");
        if (found.isEmpty()) {
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.out()).isEqualTo("[]\n");
            assertThat(run.err()).hasLineCount(1).contains("nothing matches: film after:2999");
        } else {
            assertThat(String.join(" ", names(run))).isEqualTo(found);
        }
        assertThat(names(peer("eve").run("search", "--type", "iso", "--json")))
                .containsExactly("b.iso");
        assertThat(
                        names(
                                peer("eve")
                                        .run(
                                                "search", "film", "--limit", "2", "--page", "2",
                                                "--json")))
                .containsExactly("a.txt");
        assertThat(peer("eve").run("search", "film", "--page", "9").err())
                .contains("there is no page 9 of: film");
    }

    @ParameterizedTest
    @CsvSource({
        "--size, 5x, size:5x is no size",
        "--size, '', size: is no size",
        "--after, yesterday, is no date",
        "--type, a b, is no type",
        "--limit, 0, is no number",
        "--limit, 201, is more than 200",
        "--page, x, is no number",
    })
    void saysWhatIsWrongWithAFilter(String option, String value, String words) {
        Dunlin.Run run = peer("eve").run("search", "film", option, value);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(words).hasLineCount(1);
    }

    @Test
    void aSearchForNothingIsAMistake() {
        assertThat(peer("eve").run("search").err())
                .contains("there is nothing to look for")
                .hasLineCount(1);
        assertThat(peer("eve").run("search", "  ").code()).isEqualTo(2);
        assertThat(peer("eve").with("DUNLIN_TRACKER", "").run("search", "a").err())
                .contains("nobody of the network");
    }

    @Test
    void onlyItsOwnerTakesAShareOutOfTheCatalogue() throws Exception {
        Path film = content("f/film.iso", 20_000);
        String id = shares("ada", film).get("id").asString();
        Dunlin.Run eves = peer("eve").run("unshare", "film.iso", "--json");
        assertThat(eves.code()).isEqualTo(1);
        assertThat(eves.json().get("event").asString()).isEqualTo("failed");
        assertThat(eves.json().get("id").asString()).isEqualTo(id);
        assertThat(eves.err())
                .contains("film.iso at " + index + " is not yours: it was shared by ada")
                .hasLineCount(1);

        Dunlin.Running bea = peer("bea").start("share", film, "--tag", "x");
        running.add(bea);
        bea.awaitMessage("as shared by ada, who registered it first; you are noted as one who has");
        assertThat(peer("bea").run("unshare", id.substring(0, 8)).out())
                .startsWith("film.iso stays listed at " + index + ", for it is shared by ada");

        JsonNode unshared = peer("ada").run("unshare", "film.iso", "--json").json();
        assertThat(unshared.toString())
                .isEqualTo(
                        "{\"event\":\"unshared\",\"id\":\""
                                + id
                                + "\",\"name\":\"film.iso\",\"removed\":true,\"tracker\":\""
                                + index
                                + "\"}");
        assertThat(peer("ada").run("list", "--json").out()).isEqualTo("[]\n");
        assertThat(peer("ada").run("unshare", "film.iso").code()).isEqualTo(3);
    }

    @Test
    void ofSeveralSharesOfOneNameTheOwnOneIsMeant() throws Exception {
        shares("ada", content("one/film.iso", 20_000));
        String beas = shares("bea", content("two/film.iso", 30_000)).get("id").asString();
        Dunlin.Run eves = peer("eve").run("unshare", "film.iso");
        assertThat(eves.code()).isEqualTo(1);
        assertThat(eves.err()).contains("may be any of 2 shares", beas.substring(0, 16));
        assertThat(peer("bea").run("unshare", "film.iso").code()).isZero();
        assertThat(peer("eve").run("list", "--json").json()).hasSize(1);
    }

    @Test
    void whoComesUnderANameThatIsTakenHearsHowItIsShown() throws Exception {
        shares("ada", content("one/film.iso", 20_000));
        Dunlin.Running other =
                peer("other").with("DUNLIN_NAME", "ada").start("share", content("x", 5));
        running.add(other);
        assertThat(other.awaitMessage("as shared by ada~"))
                .contains("the name ada is another key's there; choose your own with --name");
    }

    @Test
    void aNoteBeyondTheLimitsIsRefusedBeforeAnythingIsShared() throws Exception {
        Path film = content("film", 5);
        for (Object[] words :
                new Object[][] {
                    {"share", film, "--tag", "x".repeat(33)},
                    {"share", film, "--tag", "a b\u001b"},
                    {"share", film, "--description", "x".repeat(2_001)},
                }) {
            Dunlin.Run run = peer("ada").run(words);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("see dunlin share --help").hasLineCount(1);
        }
    }

    @Test
    void aDamagedKeyIsSaidAndNotReplaced() throws Exception {
        shares("ada", content("film", 5));
        Path key = folder.resolve("home-ada/state/identity.key");
        Files.writeString(key, "nonsense");
        Dunlin.Run run = peer("ada").run("unshare", "film");
        assertThat(run.code()).isEqualTo(6);
        assertThat(run.err()).contains(key + " is damaged; put a copy").hasLineCount(1);
        assertThat(key).hasContent("nonsense");
    }
}
