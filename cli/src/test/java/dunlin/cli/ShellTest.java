package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code dunlin shell} with its commands from a pipe, over one peer on loopback. */
class ShellTest {
    @TempDir Path folder;

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name).with("DUNLIN_NO_DHT", "1").with("DUNLIN_NO_LSD", "1");
    }

    private Path file(String name) throws Exception {
        return Files.write(folder.resolve(name), new byte[100_000]);
    }

    private static String lines(Object... lines) {
        return String.join("\n", List.of(lines).stream().map(Object::toString).toList());
    }

    @Test
    void sharesOnWhileOtherCommandsRun() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        Dunlin.Input input = new Dunlin.Input();
        try (Dunlin.Running shell = peer("alba").start(input, "shell", "--json")) {
            input.line("share '" + file("a b.bin") + "'");
            JsonNode shared = shell.await("shared");
            input.line("inspect '" + shared.get("magnet").asString() + "'");
            input.line("share " + file("c.bin"));
            assertThat(shell.await("shared").get("address")).isEqualTo(shared.get("address"));
            Dunlin.Run fetched =
                    peer("curlew").run("get", shared.get("magnet").asString(), "-o", target);
            assertThat(fetched.code()).as(fetched.err()).isZero();
            input.line("q");
            assertThat(shell.end().code()).isZero();
        }
        assertThat(target.resolve("a b.bin")).exists();
    }

    @Test
    void endsWithTheCodeOfTheLastCommandThatFailed() throws Exception {
        Dunlin.Run run =
                peer("alba")
                        .runWith(
                                lines(
                                        "# a remark",
                                        "",
                                        "get",
                                        "inspect " + folder.resolve("no"),
                                        "id"),
                                "shell");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("missing required parameter", "no such file");
        assertThat(run.out()).contains("key").doesNotContain(">");
        assertThat(peer("alba").runWith("id\nexit\nget", "shell").code()).isZero();
    }

    @Test
    void goesOnAfterWhatItCannotRead() throws Exception {
        Dunlin.Run run = peer("alba").runWith(lines("get 'a", "lst now", "shell", "id"), "shell");
        assertThat(run.err())
                .contains(
                        "a ' is not closed", "unknown argument 'now'", "this is the shell already");
        assertThat(run.out()).contains("alba");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void keepsTheOptionsOfItsPeer() throws Exception {
        Dunlin.Run run =
                peer("alba")
                        .runWith(
                                lines(
                                        "share --port 1 " + file("a.bin"),
                                        "list --tracker http://127.0.0.1:1",
                                        "create --tracker http://h:1 -o '"
                                                + folder.resolve("a.torrent")
                                                + "' "
                                                + folder.resolve("a.bin")),
                                "shell");
        assertThat(run.err())
                .contains("--port belongs to the shell", "--tracker belongs to the shell");
        assertThat(folder.resolve("a.torrent")).exists();
        assertThat(peer("alba").runWith("list", "shell", "--tracker", "http://127.0.0.1:1").err())
                .contains("http://127.0.0.1:1 cannot be reached");
    }

    @Test
    void fetchesAndHoldsWhatItFetchedOnlyIfAskedTo() throws Exception {
        Dunlin.Input input = new Dunlin.Input();
        try (Dunlin.Running sharer = peer("brant").start("share", file("a.bin"), "--json")) {
            String magnet = sharer.await("shared").get("magnet").asString();
            Path target = Files.createDirectory(folder.resolve("target"));
            String get = "d '" + magnet + "' -o " + target;
            try (Dunlin.Running shell = peer("alba").start(input, "shell")) {
                input.line(get);
                shell.awaitAnswer("verified, fetched in");
                input.line(get);
                shell.awaitAnswer("already there, whole and verified");
                input.line(get + " --seed");
                shell.awaitMessage("served on until the shell ends");
                input.line(get);
                shell.awaitMessage("is being shared or fetched already");
                input.line("unshare a.bin");
                shell.awaitAnswer("a.bin is shared no more");
                input.close();
                assertThat(shell.end().code()).isEqualTo(1);
            }
        }
    }

    @Test
    void endsWhenItIsToldTo() throws Exception {
        Dunlin.Input input = new Dunlin.Input();
        try (Dunlin.Running shell = peer("alba").start(input, "shell")) {
            input.line("share " + file("a.bin"));
            shell.awaitMessage("served until the shell ends");
            assertThat(shell.stop().code()).isEqualTo(7);
        }
    }
}
