package dunlin.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.Dunlin;
import dunlin.protocol.overlay.NetworkId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom an index serves, and how it is told that. */
class TrackerOptionsTest {
    private static final String OPEN = "open to all on this machine";
    private static final String LISTED = "only what is registered here can be announced";

    @TempDir Path folder;
    private Path film;

    @BeforeEach
    void makeContent() throws Exception {
        film = Files.write(folder.resolve("film"), new byte[20_000]);
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private static String index(Dunlin.Running tracker) throws InterruptedException {
        return tracker.await("listening").get("http").asString();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0, '', open to all on this machine",
        "'[::1]:0', '', open to all on this machine",
        "0.0.0.0:0, '', only what is registered here can be announced; --open lets anyone",
        "127.0.0.1:0, --listed, only what is registered here can be announced",
        "0.0.0.0:0, --open, whoever reaches it announces anything; --listed or --members limits",
    })
    void isOpenOnThisMachineAndListedElsewhere(String listen, String option, String said)
            throws Exception {
        Dunlin index = peer("index");
        Object[] words = {"tracker", "--listen", listen, option};
        try (Dunlin.Running tracker =
                option.isEmpty()
                        ? index.start("tracker", "--listen", listen)
                        : index.start(words)) {
            tracker.awaitMessage(said);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", ":0"})
    void aPortAloneIsAtAllAddresses(String listen) throws Exception {
        try (Dunlin.Running tracker = peer("index").start("tracker", "--listen", listen)) {
            tracker.awaitMessage(LISTED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dunlin, true",
        "lab, true",
        "another, false",
    })
    void membersOfTheCommonAndOfTheNamedNetworkMayMeetAtAnIndexOfListedShares(
            String network, boolean may) throws Exception {
        try (Dunlin.Running tracker =
                peer("index")
                        .start(
                                "tracker",
                                "--listen",
                                "127.0.0.1:0",
                                "--listed",
                                "--network",
                                "lab",
                                "--json")) {
            byte[] id = NetworkId.of(network).infoHash().bytes();
            StringBuilder query = new StringBuilder();
            for (byte b : id) {
                query.append("%%%02x".formatted(b & 0xff));
            }
            URI announce =
                    URI.create(
                            index(tracker)
                                    + "/announce?peer_id=-DN0000-000000000000&port=7000&left=1"
                                    + "&info_hash="
                                    + query);
            HttpResponse<String> answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(announce).build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body().contains("failure reason")).isNotEqualTo(may);
            assertThat(answer.body().contains("interval")).isEqualTo(may);
        }
    }

    @Test
    void passesOverANewlineAtTheEndOfAVariable() throws Exception {
        Dunlin index = peer("index").with("DUNLIN_LISTEN", "127.0.0.1:0\n");
        try (Dunlin.Running tracker = index.start("tracker")) {
            tracker.awaitMessage(OPEN);
        }
    }

    @Test
    void refusesWherePeersListenBeforeTheCommandToo() {
        Dunlin.Run run = peer("index").run("--port", "7071", "tracker");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--listen HOST:PORT");
    }

    @ParameterizedTest
    @CsvSource({
        "DUNLIN_OPEN, true, --listed, only what is registered",
        "DUNLIN_LISTED, yes, --open, open to all on this machine",
        "DUNLIN_LISTED, 1, --prefer-local, only what is registered",
        "DUNLIN_LISTED, no, --prefer-local, open to all on this machine",
    })
    void theCommandLineWinsOverTheEnvironment(
            String variable, String value, String option, String said) throws Exception {
        Dunlin index = peer("index").with(variable, value);
        try (Dunlin.Running tracker = index.start("tracker", "--listen", "127.0.0.1:0", option)) {
            tracker.awaitMessage(said);
        }
    }

    static List<List<String>> mistakes() {
        return List.of(
                List.of("--open and --listed exclude each other", "--open", "--listed"),
                List.of("--listed and --members exclude", "--members", "x", "--listed"),
                List.of("'10.0.0.0/33'", "--ban", "10.0.0.1,10.0.0.0/33"),
                List.of("no address and no range of addresses: host", "--ban", "host"),
                List.of("no address and no range of addresses: nginx", "--behind-proxy", "nginx"),
                List.of("--tls takes two files: CERT,KEY", "--tls", "cert.pem"),
                List.of("--port is where a peer listens", "--port", "7071"),
                List.of("--bind is where a peer listens", "--bind", "127.0.0.1"),
                List.of("is no port: write 0", "--listen", ":65536"),
                List.of("is no port: write 0", "--listen", ":"),
                List.of("is no HOST:PORT", "--listen", "host"),
                List.of("--interval is too short or too long", "--interval", "1s"),
                List.of("--interval is too short or too long", "--interval", "2d"),
                List.of("is no time", "--interval", "soon"),
                List.of("--forget-after needs some time", "--forget-after", "0"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrong(List<String> mistake) {
        Object[] words = mistake.toArray();
        words[0] = "tracker";
        Dunlin.Run run = peer("index").run(words);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains(mistake.getFirst().replace("'", ""));
    }

    @Test
    void saysWhichLineOfTheMembersIsWrong() throws Exception {
        Path members = Files.writeString(folder.resolve("m"), "# us\nkey abc\n");
        Dunlin.Run run = peer("index").run("tracker", "--members", members);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains(members + ", line 2: a key is 64");
        assertThat(peer("index").run("tracker", "--members", folder.resolve("no")).code())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "--swarms, http://h:1, 'a Redis address is redis://'",
        "--swarms, redis://127.0.0.1:1, check --swarms",
        "--catalogue, mysql://h, check --catalogue",
        "--catalogue, jdbc:postgresql://127.0.0.1:1/x?user=u&password=secret, check --catalogue",
    })
    void saysThatAStoreCannotBeUsed(String option, String url, String said) {
        Dunlin.Run run = peer("index").run("tracker", "--listen", "127.0.0.1:0", option, url);
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).hasLineCount(1).contains(said).doesNotContain("secret");
    }

    @Test
    void aMembersIndexTakesItsMembersAndNobodyElse() throws Exception {
        String key = keyOf("ada");
        Path members = Files.writeString(folder.resolve("m"), "key " + key + " ada\n");
        try (Dunlin.Running tracker =
                peer("index")
                        .start(
                                "tracker",
                                "--listen",
                                "127.0.0.1:0",
                                "--members",
                                members,
                                "--json")) {
            String index = index(tracker);
            try (Dunlin.Running eve =
                    peer("eve").start("share", film, "--tracker", index, "-v", "--json")) {
                eve.awaitMessage("this index serves its members only");
                assertThat(eve.await("shared").get("tracker").isNull()).isTrue();
                tracker.awaitMessage(
                        "refused register of 127.0.0.1: this index serves its members");
                tracker.awaitMessage(
                        "refused announce of 127.0.0.1: this index serves its members");
            }
            try (Dunlin.Running ada =
                    peer("ada").start("share", film, "--tracker", index, "--json")) {
                assertThat(ada.await("shared").get("key").asString()).isEqualTo(key);
                tracker.awaitMessage("ada (127.0.0.1:");
                Dunlin.Run read = peer("ada").run("list", "--tracker", index);
                assertThat(read.out()).contains("film");
                for (String stranger : new String[] {"eve", "nobody"}) {
                    Dunlin.Run refused = peer(stranger).run("list", "--tracker", index);
                    assertThat(refused.code()).isEqualTo(5);
                    assertThat(refused.err())
                            .hasLineCount(1)
                            .contains("members only read here: ask whoever runs this index");
                }
            }
        }
    }

    /** The key of a peer that is not there yet: a command that needs it makes it. */
    private String keyOf(String name) throws Exception {
        assertThat(peer(name).run("unshare", "nothing", "--tracker", "http://127.0.0.1:1").code())
                .isEqualTo(4);
        Path file = folder.resolve("home-" + name).resolve("state").resolve("identity.key");
        return Files.readAllLines(file).get(1).substring("key ".length());
    }

    @Test
    void aListedIndexTakesWhatWasRegisteredAndOnlyThat() throws Exception {
        try (Dunlin.Running tracker =
                peer("index").start("tracker", "--listen", "127.0.0.1:0", "--listed", "--json")) {
            String index = index(tracker);
            Path torrent = folder.resolve("film.torrent");
            peer("eve").run("create", film, "-o", torrent, "--tracker", index);
            Object[] get = {"get", torrent, "-o", folder.resolve("target"), "--timeout", "30s"};
            try (Dunlin.Running eve = peer("eve").start(get)) {
                eve.awaitMessage("serves only what is registered with it");
            }
            try (Dunlin.Running ada = peer("ada").start("share", film, "--tracker", index)) {
                tracker.awaitMessage("ada (127.0.0.1:");
            }
        }
    }

    @Test
    void aBannedAddressIsServedNothing() throws Exception {
        try (Dunlin.Running tracker =
                peer("index")
                        .start(
                                "tracker",
                                "--listen",
                                "127.0.0.1:0",
                                "--ban",
                                "10.0.0.1,127.0.0.0/8",
                                "--json")) {
            Dunlin.Run run = peer("eve").run("list", "--tracker", index(tracker));
            assertThat(run.code()).isEqualTo(5);
            assertThat(run.err()).contains("this address is banned here").hasLineCount(1);
        }
    }

    @Test
    void saysThePublicUrlToWhoeverWantsToShare() throws Exception {
        Dunlin index = peer("index").with("DUNLIN_PUBLIC_URL", "https://index.example");
        try (Dunlin.Running tracker = index.start("tracker", "--listen", "127.0.0.1:0")) {
            tracker.awaitMessage("dunlin share PATH --tracker https://index.example");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://a", "http://a/path", "http://a?b", "index.example", "http://u@a"})
    void refusesAPublicUrlThatIsNoIndex(String url) throws Exception {
        Dunlin.Run result = peer("index").run("tracker", "--public-url", url);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--public-url", "http://HOST[:PORT]");
    }
}
