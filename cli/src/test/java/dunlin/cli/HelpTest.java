package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {
    @TempDir Path folder;
    private Dunlin dunlin;

    @BeforeEach
    void make() {
        dunlin = new Dunlin(folder);
    }

    /** The names of all commands, as the help has them. */
    static Stream<String> commands() {
        return new Dunlin(Path.of("nowhere"))
                .run("--help")
                .out()
                .lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("  [a-z]+ .*"))
                .map(line -> line.strip().split(" ", 2)[0]);
    }

    @Test
    void beginsWithTheCommandsAndTellsExitCodesAndTheEnvironment() {
        String help = dunlin.run("--help").out();
        assertThat(commands()).contains("demo", "get", "help").hasSizeGreaterThan(10);
        assertThat(help).containsSubsequence("Usage:", "Commands:", "Options", "Exit codes:");
        for (int code = 0; code <= 7; code++) {
            assertThat(help).containsPattern("(?m)^ +" + code + " +[a-z]");
        }
        assertThat(help).contains("DUNLIN_TRACKER", "NO_COLOR", "DUNLIN_JAVA_OPTS", "config.toml");
        assertThat(help).contains("dunlin help COMMAND").doesNotContain("--port");
        assertThat(dunlin.run("help").out()).isEqualTo(help);
        assertThat(dunlin.run().err()).isEqualTo(help);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void explainsEachCommandWithAnExample(String command) {
        Dunlin.Run run = dunlin.run(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).containsPattern("\nUsage: dunlin " + command + "\\b");
        assertThat(run.out()).containsPattern("\nExamples?:\n  dunlin " + command + "\\b");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(dunlin.run("help", command).out()).isEqualTo(run.out());
    }

    @Test
    void showsOnlyTheOptionsThatMeanSomethingForACommand() {
        assertThat(optionsOf("list"))
                .contains("--tracker", "--json")
                .doesNotContain("--port", "--up");
        assertThat(optionsOf("verify")).doesNotContain("--tracker", "--peer", "--name", "--down");
        assertThat(optionsOf("tracker")).contains("--listen").doesNotContain("--tracker", "--port");
        assertThat(optionsOf("get")).contains("--tracker", "--port", "--up", "--name", "--seed");
    }

    private List<String> optionsOf(String command) {
        return Pattern.compile("(?m)^ .{1,5}(--[a-z-]+)")
                .matcher(dunlin.run(command, "--help").out())
                .results()
                .map(it -> it.group(1))
                .toList();
    }

    @Test
    void takesWhatScriptsGiveToEveryCommand() {
        Dunlin.Run run =
                dunlin.run(
                        "--no-dht",
                        "--port",
                        "0",
                        "inspect",
                        "magnet:?xt=urn:btih:" + "a".repeat(40),
                        "--up",
                        "2M",
                        "--tracker",
                        "http://h:1",
                        "--json");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void saysWhatIsNoCommand() {
        Dunlin.Run run = dunlin.run("help", "lst");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("dunlin: unknown command 'lst'; did you mean list?")
                .hasLineCount(1);
    }
}
