package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person reads of a fetch that is interrupted, and goes on later. */
@Timeout(60)
class ResumedFetchTest {
    private static final int SIZE = 3_000_000;

    @TempDir Path folder;
    private Path content;

    @BeforeEach
    void makeContent() throws IOException {
        content = folder.resolve("holiday film.bin");
        byte[] bytes = new byte[SIZE];
        new Random(7).nextBytes(bytes);
        Files.write(content, bytes);
    }

    private Dunlin peer(String name) {
        return new Dunlin(folder)
                .with("DUNLIN_HOME", folder.resolve("home-" + name).toString())
                .with("DUNLIN_BIND", "127.0.0.1")
                .with("DUNLIN_PORT", "0");
    }

    private Dunlin.Running share(String name, String rate) {
        return peer(name).start("share", content, "--up", rate, "--json");
    }

    @Test
    void saysHowFarItCameAndThenWhatWasThereAlready() throws Exception {
        Path target = folder.resolve("to here");
        try (Dunlin.Running slow = share("slow", "500K")) {
            String magnet = slow.await("shared").get("magnet").asString();
            Dunlin.Running get = peer("getter").start("get", magnet, "-o", target, "--json");
            JsonNode progress = get.await("progress");
            while (progress.get("done").asLong() == 0) {
                progress = get.await("progress");
            }
            Dunlin.Run end = get.stop();
            assertThat(end.code()).isEqualTo(7);
            assertThat(end.err().lines())
                    .anyMatch(
                            line -> line.matches("holiday film.bin: \\d+%, .* of 2.9 MiB is kept"))
                    .last()
                    .asString()
                    .isEqualTo(
                            "dunlin: interrupted before it was done; resume with:  dunlin get '"
                                    + magnet
                                    + "' -o '"
                                    + target
                                    + "' --json");
        }
        try (Dunlin.Running one = share("one", "2M");
                Dunlin.Running other = share("other", "2M")) {
            String magnet = one.await("shared").get("magnet").asString();
            String second = other.await("shared").get("address").asString();
            Dunlin.Run end =
                    peer("getter").run("get", magnet, "--peer", second, "-o", target, "--json");
            assertThat(end.code()).as(end.err()).isZero();
            assertThat(end.err()).contains(" of 2.9 MiB is there already, and verified");
            assertAddsUp(end.jsonLines().getLast());
        }
    }

    private void assertAddsUp(JsonNode done) {
        int pieces = done.get("alreadyThere").get("pieces").asInt();
        long bytes = done.get("alreadyThere").get("bytes").asLong();
        assertThat(pieces).isPositive();
        for (JsonNode source : done.get("sources")) {
            pieces += source.get("pieces").asInt();
            bytes += source.get("bytes").asLong();
        }
        assertThat(bytes).isEqualTo(SIZE);
        int pieceLength = 16_384;
        while ((SIZE + pieceLength - 1) / pieceLength > pieces) {
            pieceLength *= 2;
        }
        assertThat((SIZE + pieceLength - 1) / pieceLength).isEqualTo(pieces);
    }

    @Test
    void saysNothingOfWhatIsThereWhereNothingIs() throws Exception {
        try (Dunlin.Running share = share("sharer", "20M")) {
            String magnet = share.await("shared").get("magnet").asString();
            Dunlin.Run get = peer("getter").run("get", magnet, "-o", folder.resolve("target"));
            assertThat(get.err()).doesNotContain("verifying", "already");
            assertThat(get.out()).contains("2.9 MiB verified, fetched in");
            List<String> sources = get.out().lines().filter(it -> it.contains("from ")).toList();
            assertThat(sources).hasSize(1);
        }
    }

    @Test
    void saysWhoFetchesFromItWhileItKeepsServing() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Dunlin.Running share = share("sharer", "20M")) {
            String magnet = share.await("shared").get("magnet").asString();
            Path there = folder.resolve("there");
            Dunlin.Running seed =
                    peer("seed").start("get", magnet, "-o", there, "--seed", "--port", port);
            seed.awaitMessage("serving it to others");
            Path here = folder.resolve("here");
            Dunlin.Run other =
                    peer("other").run("get", magnet, "-o", here, "--from", "127.0.0.1:" + port);
            assertThat(other.code()).as(other.err()).isZero();
            seed.awaitMessage("2.9 MiB of it from here");
            assertThat(seed.stop().code()).isZero();
        }
    }
}
