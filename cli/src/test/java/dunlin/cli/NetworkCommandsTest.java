package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A member that shares and one that looks around, over loopback, with no index at all. */
class NetworkCommandsTest {
    @TempDir Path folder;
    private Dunlin.Running alba;
    private Dunlin.Input toAlba;
    private String at;
    private String id;

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name)
                .with("DUNLIN_NO_DHT", "1")
                .with("DUNLIN_NO_LSD", "1")
                .with("DUNLIN_NETWORK", "a lab");
    }

    private Dunlin brant() {
        return peer("brant").with("DUNLIN_JOIN", at);
    }

    private Path file(String name) throws Exception {
        byte[] bytes = new byte[200_000];
        new Random(name.hashCode()).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    @BeforeEach
    void startAMember() throws Exception {
        toAlba = new Dunlin.Input();
        alba = peer("alba").start(toAlba, "shell", "--json");
        toAlba.line("share '" + file("My Films.zip") + "'");
        JsonNode shared = alba.await("shared");
        at = shared.get("address").asString();
        id = shared.get("id").asString();
        toAlba.line("share --unlisted " + file("secret.bin"));
        alba.await("shared");
    }

    @AfterEach
    void end() {
        alba.close();
    }

    private static List<String> names(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }

    @Test
    void showWhoIsThereWhatTheyShareAndHowAllIsLinked() {
        JsonNode peers = brant().run("peers", "--json").json();
        assertThat(peers.size()).isEqualTo(1);
        assertThat(names(peers.get(0))).contains("name", "id", "address", "client", "shares");
        assertThat(peers.get(0).get("name").asString()).isEqualTo("alba");
        assertThat(peers.get(0).get("address").asString()).isEqualTo(at);
        assertThat(peers.get(0).get("shares").asInt()).isEqualTo(1);

        JsonNode browsed = brant().run("browse", "ALBA", "--json").json();
        assertThat(browsed.size()).as("what is unlisted is not shown").isEqualTo(1);
        assertThat(names(browsed.get(0)))
                .containsExactly("number", "id", "name", "size", "files", "since");
        assertThat(browsed.get(0).get("id").asString()).isEqualTo(id);
        assertThat(browsed.get(0).get("size").asLong()).isEqualTo(200_000);

        JsonNode map = brant().run("map", "--json").json();
        assertThat(names(map)).contains("nodes", "links");
        assertThat(map.get("nodes").get(0).get("name").asString()).isEqualTo("alba");
        assertThat(map.get("nodes").get(0).get("id")).isEqualTo(peers.get(0).get("id"));
    }

    @Test
    void findAndFetchByWordsByNumberAndByName() throws Exception {
        JsonNode found = brant().run("search", "film", "--json").json();
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.get(0).get("id").asString()).isEqualTo(id);
        assertThat(found.get(0).get("foundIn").get(0).asString()).isEqualTo("overlay");
        assertThat(found.get(0).get("peers").get(0).get("address").asString()).isEqualTo(at);

        String number =
                brant().run("browse", "alba", "--json").json().get(0).get("number").asString();
        Path first = Files.createDirectory(folder.resolve("first"));
        Dunlin.Run byNumber = brant().run("get", "--from", "alba", number, "-o", first);
        assertThat(byNumber.code()).as(byNumber.err()).isZero();
        assertThat(first.resolve("My Films.zip"))
                .hasSameBinaryContentAs(folder.resolve("My Films.zip"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Dunlin.Run byName = brant().run("get", "my films", "-o", second);
        assertThat(byName.code()).as(byName.err()).isZero();
        assertThat(second.resolve("My Films.zip")).exists();
    }

    @Test
    void sayWhatIsNotThereAndWhatToDoNext() {
        Dunlin.Run nobody = peer("curlew").run("peers", "--timeout", "1s");
        assertThat(nobody.code()).isEqualTo(4);
        assertThat(nobody.err()).contains("network 'a lab'", "--join HOST:PORT").hasLineCount(1);
        Dunlin.Run unknown = brant().run("browse", "nobody");
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.err()).contains("no peer named 'nobody'", "dunlin peers");
        Dunlin.Run noEntry = brant().run("get", "--from", "alba", "99");
        assertThat(noEntry.code()).isEqualTo(3);
        assertThat(noEntry.err()).contains("nothing of number 99", "dunlin browse");
        Dunlin.Run nothing = brant().run("search", "secret", "--timeout", "3s");
        assertThat(nothing.code()).as(nothing.out()).isEqualTo(3);
    }

    @Test
    void drawTheMapIntoAFileAndLeaveOthersFilesAlone() throws Exception {
        Path picture = folder.resolve("lab.svg");
        assertThat(brant().run("map", "-o", picture).code()).isZero();
        assertThat(picture).content().startsWith("<svg ").contains(">alba<", ">a lab<");
        Dunlin.Run again = brant().run("map", "-o", picture);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("is there already", "--force");
        assertThat(brant().run("map", "-o", picture, "--force").code()).isZero();
        assertThat(brant().run("map", "--format", "dot").out()).startsWith("graph \"a lab\" {");
        assertThat(brant().run("map", "--format", "svg", "--json").code()).isEqualTo(2);
    }
}
