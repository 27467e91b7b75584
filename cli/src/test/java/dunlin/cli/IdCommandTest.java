package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class IdCommandTest {
    @TempDir Path folder;

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    @Test
    void showsTheKeyThatThisHomeSignsWith() throws Exception {
        JsonNode id = peer("ada").run("id", "--json").json();
        assertThat(id.get("name").asString()).isEqualTo("ada");
        assertThat(id.get("key").asString()).matches("[0-9a-f]{64}");
        assertThat(id.get("key").asString()).startsWith(id.get("fingerprint").asString());
        assertThat(id.get("member").asString())
                .isEqualTo("key " + id.get("key").asString() + " ada");
        assertThat(id.has("token")).isFalse();
        Path content = Files.writeString(folder.resolve("content"), "content");
        try (Dunlin.Running share = peer("ada").start("share", content, "--json")) {
            assertThat(share.await("shared").get("key")).isEqualTo(id.get("key"));
        }
        Dunlin.Run told = peer("ada").run("id");
        assertThat(told.out()).contains("ada", id.get("key").asString(), "home-ada");
    }

    @Test
    void aTokenLetsAnotherClientIntoAnIndexOfMembers() throws Exception {
        Path members = folder.resolve("members");
        JsonNode ada = peer("ada").run("id", "--json").json();
        JsonNode made =
                peer("ada")
                        .run("id", "--token", "old\nbox", "--tracker", "http://h:1", "--json")
                        .json()
                        .get("token");
        String token = made.get("token").asString();
        assertThat(made.get("announce").get(0).asString())
                .isEqualTo("http://h:1/announce/" + token);
        assertThat(made.get("member").asString()).isEqualTo("token " + token + " old box");
        Files.writeString(
                members,
                ada.get("member").asString() + "\n" + made.get("member").asString() + "\n");

        try (Dunlin.Running index =
                peer("index")
                        .start(
                                "tracker",
                                "--members",
                                members,
                                "--listen",
                                "127.0.0.1:0",
                                "--json")) {
            String url = index.await("listening").get("http").asString();
            Path content = Files.writeString(folder.resolve("content"), "content");
            try (Dunlin.Running share =
                    peer("ada").start("share", content, "--tracker", url, "--json")) {
                String id = share.await("shared").get("id").asString();
                assertThat(announce(url + "/announce/" + token, id)).contains("5:peers");
                assertThat(announce(url + "/announce/" + "x".repeat(32), id)).contains("failure");
            }
        }
    }

    private static String announce(String url, String id) throws Exception {
        String query =
                "?info_hash=%s&peer_id=-XX0000-000000000001&port=7000&uploaded=0&downloaded=0&left=7&compact=1"
                        .formatted(id.replaceAll("(..)", "%$1"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url + query)).build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
                    .body();
        }
    }

    @Test
    void saysWhatTheTokenLetsOneDoAndUntilWhen() {
        Dunlin.Run run = peer("ada").run("id", "--token", "box");
        assertThat(run.out()).containsPattern("announce  http://INDEX:6969/announce/[\\w-]{32}\n");
        assertThat(run.err())
                .contains(
                        "may announce", "registers, changes and withdraws nothing", "holds until");
    }
}
