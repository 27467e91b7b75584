package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Sharing and fetching over TCP and over uTP, as a person switches them. */
class WaysTest {
    private static final String EITHER = "--quiet"; // says nothing of ways

    @TempDir Path folder;
    private Path film;

    @BeforeEach
    void makeContent() throws Exception {
        byte[] bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        film = Files.write(folder.resolve("film.mkv"), bytes);
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private JsonNode get(JsonNode shared, String... options) throws Exception {
        List<Object> words =
                new ArrayList<>(
                        List.of(
                                "get",
                                shared.get("magnet").asString(),
                                "--peer",
                                shared.get("address").asString(),
                                "-o",
                                folder.resolve("fetched"),
                                "--json"));
        words.addAll(Arrays.asList(options));
        Dunlin.Run run = peer("bea").run(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("fetched/film.mkv")).hasSameBinaryContentAs(film);
        return run.jsonLines().getLast();
    }

    @ParameterizedTest
    @CsvSource({
        EITHER + "," + EITHER + ",tcp",
        "--no-utp," + EITHER + ",tcp",
        EITHER + ",--no-utp,tcp",
        "--no-tcp," + EITHER + ",utp",
        EITHER + ",--no-tcp,utp",
        "--no-tcp,--no-tcp,utp"
    })
    void whatOneSharesAnotherLocatesAndGetsInTheWayThatBothHave(
            String sharer, String fetcher, String way) throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", film, "--json", sharer)) {
            JsonNode shared = share.await("shared");

            JsonNode located =
                    peer("bea")
                            .run(
                                    "locate",
                                    shared.get("magnet").asString(),
                                    "--peer",
                                    shared.get("address").asString(),
                                    "--timeout",
                                    "60s",
                                    "--json",
                                    fetcher)
                            .json();
            assertThat(located.get("peers").get(0).get("transport").asString()).isEqualTo(way);
            assertThat(located.get("peers").get(0).get("complete").asBoolean()).isTrue();

            JsonNode source = get(shared, fetcher).get("sources").get(0);
            assertThat(source.get("transport").asString()).isEqualTo(way);
            assertThat(source.get("bytes").asLong()).isEqualTo(1_000_000);
        }
    }

    @Test
    void whoHasNoWayInCommonIsNotReached() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", film, "--json", "--no-utp")) {
            JsonNode shared = share.await("shared");

            Dunlin.Run run =
                    peer("bea")
                            .run(
                                    "get",
                                    shared.get("magnet").asString(),
                                    "--peer",
                                    shared.get("address").asString(),
                                    "--no-tcp",
                                    "--timeout",
                                    "1s");

            assertThat(run.code()).as(run.err()).isEqualTo(4);
        }
    }

    @Test
    void anIndexIsToldAndAskedOverHttpWhateverCarriesTheContent() throws Exception {
        try (Dunlin.Running tracker =
                peer("index").start("tracker", "--listen", "127.0.0.1:0", "--json")) {
            String index = tracker.await("listening").get("http").asString();
            try (Dunlin.Running share =
                    peer("ada").start("share", film, "--no-tcp", "--tracker", index, "--json")) {
                assertThat(share.await("shared").get("tracker").asString()).isEqualTo(index);
                Dunlin.Run run =
                        peer("bea")
                                .run(
                                        "get",
                                        "film.mkv",
                                        "--no-tcp",
                                        "--tracker",
                                        index,
                                        "-o",
                                        folder.resolve("fetched"),
                                        "--json");
                assertThat(run.code()).as(run.err()).isZero();
                assertThat(
                                run.jsonLines()
                                        .getLast()
                                        .get("sources")
                                        .get(0)
                                        .get("transport")
                                        .asString())
                        .isEqualTo("utp");
            }
        }
    }

    @Test
    void membersFindEachOtherAndTheirSharesWithoutTcp() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", film, "--no-tcp", "--json")) {
            String at = share.await("shared").get("address").asString();
            Dunlin bea = peer("bea").with("DUNLIN_JOIN", at).with("DUNLIN_NO_TCP", "true");

            JsonNode peers = bea.run("peers", "--timeout", "60s", "--json").json();
            assertThat(peers.get(0).get("name").asString()).isEqualTo("ada");
            assertThat(peers.get(0).get("transport").asString()).isEqualTo("utp");
            Dunlin.Run run = bea.run("get", "film.mkv", "-o", folder.resolve("fetched"), "--json");
            assertThat(run.code()).as(run.err()).isZero();
        }
    }

    @Test
    void whereTcpIsSwallowedOnTheWayUtpIsTaken() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = fill(full);
            try (Dunlin.Running share =
                    peer("ada")
                            .start(
                                    "share",
                                    film,
                                    "--json",
                                    "--no-tcp",
                                    "--port",
                                    full.getLocalPort())) {
                JsonNode done = get(share.await("shared"));
                assertThat(done.get("sources").get(0).get("transport").asString()).isEqualTo("utp");
                assertThat(done.get("seconds").asDouble())
                        .as("long before TCP is given up")
                        .isLessThan(8);
            } finally {
                for (Socket one : waiting) {
                    one.close();
                }
            }
        }
    }

    @Test
    void aLimitOfTheRateHoldsOverUtp() throws Exception {
        try (Dunlin.Running share =
                peer("ada").start("share", film, "--json", "--no-tcp", "--up", "300K")) {
            JsonNode done = get(share.await("shared"));

            assertThat(done.get("seconds").asDouble()).isGreaterThan(2);
        }
    }

    /** Has so many wait to be accepted that the kernel drops whatever else comes. */
    private static List<Socket> fill(ServerSocket server) throws Exception {
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket one = new Socket();
            waiting.add(one);
            try {
                one.connect(
                        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
            } catch (SocketTimeoutException _) {
                return waiting;
            }
        }
        throw new AssertionError("the kernel lets in whoever comes");
    }

    @Test
    void withNeitherTcpNorUtpThereIsNoWayToAnyPeerAndThatIsWrongUsage() {
        Dunlin.Run run = peer("ada").run("share", film, "--no-tcp", "--no-utp");

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("--no-tcp", "--no-utp");
    }

    @Test
    void aWayIsSwitchedOffByTheEnvironmentAndByTheFileToo() throws Exception {
        Path settings = folder.resolve("home-ada/config/config.toml");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "no-utp = true\n");

        Dunlin.Run run = peer("ada").with("DUNLIN_NO_TCP", "true").run("share", film);

        assertThat(run.code()).as(run.err()).isEqualTo(2);
    }

    @Test
    void aSecondPeerOnTheSamePortIsRefusedInOneLineInEitherWay() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", film, "--json")) {
            String address = share.await("shared").get("address").asString();
            String port = address.substring(address.lastIndexOf(':') + 1);
            for (String way : Stream.of(EITHER, "--no-utp", "--no-tcp").toList()) {
                Dunlin.Run run = peer("bea").run("share", film, "--port", port, way);
                assertThat(run.code()).as(way + run.err()).isEqualTo(1);
                assertThat(run.err().lines()).singleElement().asString().contains(port);
            }
        }
    }
}
