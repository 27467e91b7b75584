package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** With {@code --json} a program hears of every failure what failed, why, and with which code. */
class JsonFailuresTest {
    @TempDir Path folder;
    private Dunlin dunlin;

    @BeforeEach
    void makeAHome() throws Exception {
        Files.writeString(folder.resolve("nonsense.torrent"), "nonsense");
        Files.writeString(folder.resolve("data"), "data");
        dunlin =
                new Dunlin(folder)
                        .with("DUNLIN_HOME", folder.resolve("home").toString())
                        .with("DUNLIN_BIND", "127.0.0.1")
                        .with("DUNLIN_PORT", "0");
    }

    private JsonNode onlyAnswer(Dunlin.Run run) {
        assertThat(run.jsonLines()).as(run.out() + run.err()).hasSize(1);
        JsonNode answer = run.jsonLines().getFirst();
        assertThat(answer.get("event").asString()).isEqualTo("failed");
        assertThat(answer.get("code").asInt()).isEqualTo(run.code()).isNotZero();
        assertThat(run.err()).isEqualTo("dunlin: " + answer.get("error").asString() + "\n");
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "inspect no-such.torrent, no-such.torrent, 3",
        "inspect nonsense.torrent, nonsense.torrent, 5",
        "inspect magnet:?xt=nonsense, magnet:?xt=nonsense, 5",
        "verify no-such.torrent data, no-such.torrent, 3",
        "create no-such -o x.torrent, no-such, 3",
        "share no-such, no-such, 3",
        "get no-such.torrent, no-such.torrent, 3",
        "get holiday, holiday, 3",
        "locate holiday, holiday, 3",
        "get holiday --tracker http://127.0.0.1:9, holiday, 4",
        "locate holiday --tracker http://127.0.0.1:9, holiday, 4",
        "search holiday --tracker http://127.0.0.1:9, holiday, 4",
        "unshare holiday --tracker http://127.0.0.1:9, holiday, 4",
    })
    void aFailureNamesWhatItIsAbout(String words, String subject, int code) {
        Object[] arguments =
                words.replaceAll("(\\S+\\.torrent|no-such|data)(?= |$)", folder + "/$1").split(" ");

        Dunlin.Run run = dunlin.run(append(arguments, "--json"));

        assertThat(onlyAnswer(run).get("name").asString()).endsWith(subject);
        assertThat(run.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "get --json --no-such-option holiday",
        "--no-such-option get holiday --json",
        "get --json",
        "no-such-command --json",
        "--json",
        "tracker --listen nonsense --json",
        "list --up nonsense --json",
    })
    void aMistakeOnTheCommandLineIsAnsweredToo(String words) {
        Dunlin.Run run = dunlin.run((Object[]) words.split(" "));

        assertThat(onlyAnswer(run).get("code").asInt()).isEqualTo(2);
    }

    @Test
    void aMistakeInTheSettingsIsAnsweredToo() throws Exception {
        Files.createDirectories(folder.resolve("home/config"));
        Files.writeString(folder.resolve("home/config/config.toml"), "no-such = 1\n");

        assertThat(onlyAnswer(dunlin.run("list", "--json")).get("code").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "tracker --public-url http://a^b",
        "get holiday --timeout soon",
        "get holiday --port x",
        "get holiday --json=perhaps",
        "list --page 0",
        "verify /",
        "inspect /",
        "share /no/such/folder",
        "create /dev/null -o /dev/null/x.torrent",
    })
    void noFailureNamesAClass(String words) {
        Dunlin.Run run = dunlin.run((Object[]) words.split(" "));

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).hasLineCount(1).doesNotContain("Exception", "java.");
    }

    @Test
    void whatIsAnsweredAlreadyIsNotAnsweredTwice() throws Exception {
        dunlin.run("create", folder.resolve("data"), "-o", folder.resolve("data.torrent"));
        Files.writeString(folder.resolve("data"), "date");

        Dunlin.Run verified =
                dunlin.run(
                        "verify", folder.resolve("data.torrent"), folder.resolve("data"), "--json");

        assertThat(verified.code()).isOne();
        assertThat(verified.json().get("verified").asBoolean()).isFalse();
        assertThat(verified.jsonLines()).hasSize(1);
    }

    private static Object[] append(Object[] words, Object last) {
        Object[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
    }
}
