package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.ScriptedServer;
import dunlin.protocol.SafeText;
import dunlin.protocol.bencode.BencodeWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Text of strangers in every field that the command shows, for the terminal to obey. */
@Tag("attack")
class StrangersTextAttackTest {
    private static final int LONGEST_LINE = 8_100;

    @TempDir Path folder;

    /** Each goes through each field. */
    static Stream<String> texts() {
        return Stream.of(
                "a\u001b]0;owned\u0007b\u001b[2J",
                "a\u009b31mb\u007f",
                "a\r\nb\u2028c\u2029d\u0085e",
                "a\u202egpj.exe\u2066b",
                "a\u200bb\ufeffc\u2060d\u00ade",
                "a\udb40\udc41\udb40\udc42b",
                "a\ud800b",
                "x".repeat(50_000),
                "\u202e".repeat(20_000));
    }

    private Dunlin dunlin() {
        return new Dunlin(folder)
                .with("DUNLIN_HOME", folder.resolve("home").toString())
                .with("DUNLIN_BIND", "127.0.0.1")
                .with("DUNLIN_PORT", "0");
    }

    private static void assertHarmless(Dunlin.Run run, boolean json) {
        for (String stream : List.of(run.out(), run.err())) {
            assertThat(stream.codePoints().filter(c -> c != '\n').filter(SafeText::isUnsafe))
                    .as("what a terminal obeys, in: %.300s", SafeText.line(stream, 300))
                    .isEmpty();
        }
        if (json) {
            run.out().lines().forEach(JsonMapper.shared()::readTree);
        } else {
            assertThat(run.out().lines().filter(line -> line.length() > LONGEST_LINE)).isEmpty();
        }
        assertThat(run.err().lines().filter(line -> line.length() > LONGEST_LINE)).isEmpty();
    }

    /** As names of files may be: what is refused in them is refused in one line. */
    private byte[] torrent(String name, String path, String other) {
        BencodeWriter out = new BencodeWriter().dictionary();
        out.key("announce").text("http://t.example/" + other);
        out.key("announce-list").list().list().text("http://t.example/" + other).end();
        out.list().text("http://t.example/announce").text("udp://t.example:1").end().end();
        out.key("comment").text(other);
        out.key("created by").text(other);
        out.key("info").dictionary().key("files").list();
        out.dictionary().key("length").integer(0).key("path").list().text(path).end().end();
        out.end().key("name").text(name).key("piece length").integer(16_384);
        out.key("pieces").string(new byte[0]).end();
        out.key("url-list").text("http://t.example/" + other);
        return out.end().toBytes();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inATorrent(String text) throws Exception {
        String name = text.length() > 80 ? text.substring(0, 80) : text;
        Path file = folder.resolve("x.torrent");
        for (byte[] torrent :
                List.of(
                        torrent("name", "path", text),
                        torrent(name, "path", "other"),
                        torrent("name", name, "other"))) {
            Files.write(file, torrent);
            assertHarmless(dunlin().run("inspect", file), false);
            assertHarmless(dunlin().run("inspect", file, "--json"), true);
            assertHarmless(dunlin().run("inspect", file, "-v"), false);
            assertHarmless(dunlin().run("verify", file, folder, "-v"), false);
        }
    }

    private static String json(String text) {
        return JsonMapper.shared().writeValueAsString(text).replace("\ud800", "\\ud800");
    }

    private static String share(String name, String by, String description, String tag, String at) {
        String peer =
                "{\"name\":%s,\"address\":\"1.2.3.4:5\",\"since\":\"2026-01-01T00:00:00Z\"}"
                        .formatted(json(by));
        return """
        [{"id":"%s","name":%s,"size":1,"files":1,"seeders":0,"leechers":0,"sharedBy":%s,
        "sharedAt":"2026-01-01T00:00:00Z","magnet":%s,"description":%s,"tags":[%s],
        "peers":[%s]}]\
        """
                .formatted(
                        "ab".repeat(20),
                        json(name),
                        json(by),
                        json(at),
                        json(description),
                        json(tag),
                        peer);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inAnIndex(String text) throws Exception {
        for (String answer :
                List.of(
                        share(text, "by", "", "tag", "magnet:?"),
                        share("name", text, "", "tag", "magnet:?"),
                        share("name", "by", text, "tag", "magnet:?"),
                        share("name", "by", "", text, "magnet:?"),
                        share("name", "by", "", "tag", text),
                        share("name", "by", "", "tag", "").replace("ab".repeat(20), "zz" + "y"),
                        "{\"error\":" + json(text) + "}")) {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            String status = answer.startsWith("{\"error") ? "409 No" : "200 OK";
            try (ScriptedServer index =
                    new ScriptedServer((_, out) -> {
                        String head = "HTTP/1.1 " + status + "\r\nContent-Length: ";
                        out.write((head + body.length + "\r\n\r\n").getBytes());
                        out.write(body);
                    })) {
                for (String command : List.of("list", "search")) {
                    Object[] words =
                            command.equals("list")
                                    ? new Object[] {command}
                                    : new Object[] {command, "words"};
                    Dunlin dunlin =
                            dunlin().with("DUNLIN_TRACKER", "http://127.0.0.1:" + index.port());
                    assertHarmless(dunlin.run(words), false);
                    assertHarmless(dunlin.with("DUNLIN_JSON", "true").run(words), true);
                }
            }
        }
    }

    @Test
    void inWhatATrackerAnswers() throws Exception {
        String text = texts().collect(Collectors.joining(" "));
        for (String key : List.of("failure reason", "warning message")) {
            BencodeWriter answer = new BencodeWriter().dictionary();
            if (key.startsWith("w")) {
                answer.key("interval").integer(60).key("peers").string(new byte[0]);
            }
            byte[] body = answer.key(key).text(text).end().toBytes();
            try (ScriptedServer tracker =
                    new ScriptedServer((_, out) -> {
                        String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
                        out.write((head + body.length + "\r\n\r\n").getBytes());
                        out.write(body);
                    })) {
                String link =
                        "magnet:?xt=urn:btih:%s&dn=%s&tr=http://127.0.0.1:%d/announce"
                                .formatted(
                                        "ab".repeat(20),
                                        URLEncoder.encode(
                                                text.substring(0, Math.min(900, text.length())),
                                                StandardCharsets.UTF_8),
                                        tracker.port());
                Dunlin.Run run = dunlin().run("locate", link, "--timeout", "1s", "-v");
                assertHarmless(run, false);
                assertThat(run.code()).as(run.err()).isEqualTo(4);
            }
        }
    }

    @Test
    void aLinkIsNotCutWhereItIsToBeUsed() throws Exception {
        String link = "magnet:?xt=urn:btih:" + "ab".repeat(20) + "&dn=" + "x".repeat(1_000);
        assertThat(dunlin().run("inspect", link).out()).contains("dn=" + "x".repeat(1_000));
    }
}
