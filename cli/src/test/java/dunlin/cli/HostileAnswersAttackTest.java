package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told of an index whose answers are nonsense: one line, and the exit code. */
@Tag("attack")
class HostileAnswersAttackTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "[, `[],`, 2000000, []]",
                "[, [, 3000000, ",
                "[, `[],`, 4000000, []]",
                "`[{\"name\":\"`, x, 3000000, `\"}]`",
                "`[{\"size\":1`, 9, 3000000, }]",
                "`[{\"size\":1e`, 9, 9, }]",
                "`{\"error\":\"`, \\u001b, 100000, `\"}`",
                "`<html>`, x, 1, ",
            })
    void everyCommandThatAsksItSaysSoInOneLine(String begin, String piece, int times, String end)
            throws Exception {
        String json = begin + piece.repeat(times) + (end == null ? "" : end);
        try (ScriptedServer index = ScriptedServer.answering(ScriptedServer.ok(json))) {
            for (List<String> command :
                    List.of(
                            List.of("list"),
                            List.of("list", "--json"),
                            List.of("search", "films"),
                            List.of("get", "films"),
                            List.of("locate", "films"))) {
                Dunlin.Run run =
                        new Dunlin(folder)
                                .with("DUNLIN_HOME", folder.resolve("home").toString())
                                .with("DUNLIN_BIND", "127.0.0.1")
                                .with("DUNLIN_PORT", "0")
                                .with("DUNLIN_TRACKER", "http://127.0.0.1:" + index.port())
                                .run(command.toArray());
                assertThat(run.code()).as("%s: %s", command, run.err()).isEqualTo(5);
                assertThat(run.err().lines())
                        .singleElement()
                        .satisfies(line -> assertThat(line).hasSizeLessThan(300));
                assertThat(run.out().lines())
                        .hasSize(command.contains("--json") ? 1 : 0)
                        .allSatisfy(line -> assertThat(line).hasSizeLessThan(400));
            }
        }
    }
}
