package dunlin.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person sees of names that were made on another system. */
class OddNamesTest {
    @TempDir private Path folder;

    private Dunlin peer(String name) {
        return new Dunlin(folder)
                .with("DUNLIN_HOME", folder.resolve("home-" + name).toString())
                .with("DUNLIN_BIND", "127.0.0.1")
                .with("DUNLIN_PORT", "0");
    }

    private Path torrent() throws Exception {
        String hash =
                new String(
                        MessageDigest.getInstance("SHA-1").digest("onetwo".getBytes(ISO_8859_1)),
                        ISO_8859_1);
        String info =
                "d5:filesl"
                        + "d6:lengthi3e4:pathl3:a/bee"
                        + "d6:lengthi3e4:pathl3:a_bee"
                        + "d4:attr1:l4:pathl3:oute12:symlink pathl2:..ee"
                        + "e4:name3:odd12:piece lengthi16384e6:pieces20:"
                        + hash
                        + "e";
        return Files.write(
                folder.resolve("odd.torrent"), ("d4:info" + info + "e\n").getBytes(ISO_8859_1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void putInto(Path target) throws Exception {
        Path share = Files.createDirectories(target.resolve("odd"));
        Files.writeString(share.resolve("a_b"), "one");
        Files.writeString(share.resolve("a_b (2)"), "two");
    }

    @Test
    void inspectSaysWhatIsStoredUnderAnotherNameAndWhatIsLeftOut() throws Exception {
        JsonNode json = peer("x").run("inspect", torrent(), "--json").json();
        assertThat(json.get("files").toString())
                .isEqualTo(
                        "[{\"path\":\"a/b\",\"size\":3,\"storedAs\":\"a_b\"},"
                                + "{\"path\":\"a_b\",\"size\":3,\"storedAs\":\"a_b (2)\"},"
                                + "{\"path\":\"out\",\"size\":0}]");
        assertThat(json.get("leftOut").get(0).get("path").asString()).isEqualTo("out");
        assertThat(peer("x").run("inspect", torrent()).out())
                .contains("(stored here as a_b (2))")
                .contains("out is a link out of the share");
    }

    @Test
    void whatIsStoredUnderAnotherNameIsFoundVerifiedAndServed() throws Exception {
        Path torrent = torrent();
        Path there = folder.resolve("there");
        putInto(there);
        assertThat(peer("x").run("verify", torrent, there).code()).isZero();

        Path target = folder.resolve("target");
        int port = freePort();
        try (Dunlin.Running seed =
                peer("seed")
                        .start("get", torrent, "-o", there, "--seed", "--json", "--port", port)) {
            JsonNode done = seed.await("done");
            assertThat(done.get("renamed").get(1).toString())
                    .isEqualTo("{\"path\":\"a_b\",\"storedAs\":\"a_b (2)\"}");
            Dunlin.Run get =
                    peer("leech").run("get", torrent, "-o", target, "--peer", "127.0.0.1:" + port);
            assertThat(get.code()).as(get.err()).isZero();
            assertThat(get.err()).contains("a_b is stored as a_b (2)", "left out: out");
        }
        assertThat(target.resolve("odd/a_b")).hasContent("one");
        assertThat(target.resolve("odd/a_b (2)")).hasContent("two");
        Dunlin.Run again = peer("leech").run("get", torrent, "-o", target);
        assertThat(again.out()).startsWith("already there");
        assertThat(List.of(target.resolve("odd").toFile().list())).hasSize(2);
    }
}
