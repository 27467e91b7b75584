package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The commands that need no network: {@code create}, {@code inspect}, {@code verify}; and usage.
 */
class OfflineCommandsTest {
    @TempDir Path folder;
    private Path photos;
    private Path torrent;
    private Dunlin dunlin;

    @BeforeEach
    void makeAFolder() throws IOException {
        photos = Files.createDirectories(folder.resolve("photos"));
        Files.createDirectories(photos.resolve("sub folder"));
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        Files.write(photos.resolve("a.jpg"), bytes);
        Files.write(photos.resolve("sub folder").resolve("ü.jpg"), bytes);
        Files.createFile(photos.resolve("empty"));
        torrent = folder.resolve("photos.torrent");
        dunlin = new Dunlin(folder);
    }

    private Dunlin.Run create() {
        Dunlin.Run run = dunlin.run("create", photos, "-o", torrent, "--tracker", "http://h:6969");
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void whatIsCreatedIsInspectedAsTheContractSays() {
        create();
        JsonNode json = dunlin.run("inspect", torrent, "--json").json();
        assertThat(json.propertyNames())
                .containsExactly(
                        "name",
                        "infoHash",
                        "infoHashV2",
                        "size",
                        "pieceLength",
                        "pieces",
                        "private",
                        "files",
                        "leftOut",
                        "trackers",
                        "webSeeds",
                        "comment",
                        "createdBy",
                        "createdAt",
                        "magnet");
        assertThat(json.get("name").asString()).isEqualTo("photos");
        assertThat(json.get("infoHash").asString()).matches("[0-9a-f]{40}");
        assertThat(json.get("infoHashV2").isNull()).isTrue();
        assertThat(json.get("size").asLong()).isEqualTo(200_000);
        assertThat(json.get("private").isBoolean()).isTrue();
        assertThat(json.get("files").toString())
                .isEqualTo(
                        "[{\"path\":\"a.jpg\",\"size\":100000},{\"path\":\"empty\",\"size\":0},"
                                + "{\"path\":\"sub folder/ü.jpg\",\"size\":100000}]");
        assertThat(json.get("trackers").toString()).isEqualTo("[[\"http://h:6969/announce\"]]");
        assertThat(json.get("createdAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}Z");
        assertThat(json.get("magnet").asString())
                .startsWith("magnet:?xt=urn:btih:" + json.get("infoHash").asString());
    }

    @Test
    void aMagnetLinkIsInspectedAsFarAsItGoes() {
        create();
        String magnet = dunlin.run("inspect", torrent, "--json").json().get("magnet").asString();
        JsonNode json = dunlin.run("inspect", magnet, "--json").json();
        assertThat(json.get("name").asString()).isEqualTo("photos");
        assertThat(json.get("pieces").isNull()).isTrue();
        assertThat(json.get("magnet").asString()).isEqualTo(magnet);
    }

    @Test
    void theCommandsForPeopleSayTheSame() {
        assertThat(create().out()).contains("wrote ", "195 KiB in ");
        assertThat(dunlin.run("inspect", torrent).out())
                .contains("info-hash", "http://h:6969/announce", "97.7 KiB  sub folder/ü.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"photos", "."})
    void dataIsVerifiedWhereItStandsOrInTheFolderAround(String data) {
        create();
        Dunlin.Run run = dunlin.run("verify", torrent, folder.resolve(data));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("verified: ").contains("195 KiB in 3 files");
    }

    @Test
    void damageIsNamedByFile() throws IOException {
        create();
        Path file = photos.resolve("a.jpg");
        byte[] bytes = Files.readAllBytes(file);
        bytes[5] ^= 1;
        Files.write(file, bytes);
        Files.delete(photos.resolve("empty"));
        Dunlin.Run run = dunlin.run("verify", torrent, photos, "--json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("dunlin get --repair " + torrent + " -o " + folder);
        JsonNode json = run.json();
        assertThat(json.get("verified").asBoolean()).isFalse();
        assertThat(json.get("good").asInt()).isEqualTo(json.get("pieces").asInt() - 1);
        assertThat(json.get("files").toString())
                .isEqualTo(
                        "[{\"path\":\"a.jpg\",\"ok\":false,\"state\":\"damaged\",\"length\":100000},"
                                + "{\"path\":\"empty\",\"ok\":false,\"state\":\"missing\",\"length\":0},"
                                + "{\"path\":\"sub folder/ü.jpg\",\"ok\":true,\"state\":\"whole\","
                                + "\"length\":100000}]");
    }

    @Test
    void whatStandsThereIsNotOverwrittenByATorrentUnlessForced() throws IOException {
        Files.writeString(torrent, "mine");
        Dunlin.Run refused = dunlin.run("create", photos, "-o", torrent);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("photos.torrent is there already", "add --force");
        assertThat(torrent).hasContent("mine");
        Dunlin.Run forced = dunlin.run("create", photos, "-o", torrent, "--force");
        assertThat(forced.code()).as(forced.err()).isZero();
        assertThat(dunlin.run("inspect", torrent).code()).isZero();
        try (var there = Files.list(folder)) {
            assertThat(there).containsExactlyInAnyOrder(photos, torrent);
        }
    }

    @Test
    void whatATorrentIsMadeOfIsNotOverwrittenByItThoughForced() throws IOException {
        Path file = photos.resolve("a.jpg");
        byte[] before = Files.readAllBytes(file);
        for (Object[] run :
                new Object[][] {
                    {"create", file, "-o", file}, {"create", file, "-o", file, "--force"}
                }) {
            Dunlin.Run refused = dunlin.run(run);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("is what the torrent is made of");
            assertThat(file).hasBinaryContent(before);
        }
    }

    @Test
    void hiddenFilesAreReportedAsLeftOut() throws IOException {
        Files.writeString(photos.resolve(".secret"), "x");
        assertThat(create().err()).contains("left out: ", ".secret is hidden");
    }

    @Test
    void mistakesOnTheCommandLineAreOneLineAndExit2() {
        List<Dunlin.Run> runs =
                List.of(
                        dunlin.run("creat"),
                        dunlin.run("get", "--sed", "x"),
                        dunlin.run("create", photos),
                        dunlin.run("create", photos, "-o", folder),
                        dunlin.run("create", photos, "-o", torrent, "--piece-length", "3"),
                        dunlin.run("get", "x", "--peer", "nohost"),
                        dunlin.run("get", "x", "--tracker", "file:///etc/passwd"),
                        dunlin.run("get", "x", "--up", "1Q"),
                        dunlin.run("get", "x", "--port", "65536"),
                        dunlin.run("list"));
        assertThat(runs).allSatisfy(run -> assertRefused(run, 2));
        assertThat(runs.get(0).err()).contains("'creat'", "did you mean create");
        assertThat(runs.get(1).err()).contains("'--sed'", "did you mean --seed");
        assertThat(runs.get(5).err()).contains("'nohost' is no HOST:PORT").doesNotContain("java.");
    }

    @Test
    void whatIsNotThereIsExit3() {
        create();
        assertThat(
                        List.of(
                                dunlin.run("inspect", folder.resolve("nothing")),
                                dunlin.run("create", folder.resolve("nothing"), "-o", torrent),
                                dunlin.run("create", photos, "-o", folder.resolve("no/t.torrent")),
                                dunlin.run("verify", torrent, folder.resolve("nothing")),
                                dunlin.run("get", "nothing.torrent")))
                .allSatisfy(run -> assertRefused(run, 3));
    }

    @Test
    void seedTakesATimeOnlyWhenItIsJoined() {
        assertRefused(dunlin.run("get", "--seed", "nothing.torrent"), 3);
        assertRefused(dunlin.run("get", "nothing.torrent", "--seed"), 3);
        assertRefused(dunlin.run("get", "nothing.torrent", "--seed=5m"), 3);
        assertRefused(dunlin.run("get", "nothing.torrent", "--seed=soon"), 2);
    }

    @Test
    void hostileInputIsExit5AndWritesNothing() throws IOException {
        Path evil = folder.resolve("evil.torrent");
        String info = "d6:lengthi1e4:name2:..12:piece lengthi16384e6:pieces20:" + "x".repeat(20);
        Files.writeString(evil, "d4:info" + info + "ee", StandardCharsets.US_ASCII);
        Path bomb = folder.resolve("bomb.torrent");
        Files.writeString(bomb, "l".repeat(1_000_000));
        for (Object subject : List.of(evil, bomb, "magnet:?xt=urn:btih:zz", "magnet:")) {
            assertRefused(dunlin.run("inspect", subject), 5);
            assertRefused(dunlin.run("get", subject, "-o", folder.resolve("target")), 5);
        }
        assertThat(folder.resolve("target")).doesNotExist();
    }

    @Test
    void failuresOfGetAreToldInJsonToo() {
        Dunlin.Run run = dunlin.run("get", "magnet:?xt=urn:btih:zz", "--json");
        JsonNode event = run.jsonLines().getLast();
        assertThat(event.get("event").asString()).isEqualTo("failed");
        assertThat(event.get("code").asInt()).isEqualTo(5);
        assertThat(event.get("error").asString()).isNotEmpty();
    }

    @Test
    void verboseShowsWhereAnErrorCameFrom() {
        assertThat(dunlin.run("inspect", "nothing", "-v").err()).contains("    at ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo", "tracker", "share", "unshare", "list", "search", "locate", "get", "create",
                "inspect", "verify"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        Dunlin.Run run = dunlin.run(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("Usage: dunlin " + command, "Example", "  dunlin " + command);
        assertThat(run.err()).isEmpty();
    }

    private static void assertRefused(Dunlin.Run run, int code) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).startsWith("dunlin: ").hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }
}
