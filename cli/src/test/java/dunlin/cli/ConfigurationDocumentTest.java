package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.command.Interrupts;
import dunlin.cli.command.Session;
import dunlin.cli.option.OptionDefaults;
import dunlin.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code docs/configuration.md} against the options that there are. */
class ConfigurationDocumentTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```toml\n(.*?)```");

    @TempDir Path folder;

    /** Tests run in the folder of their module, or in that of the whole. */
    private static String document() throws IOException {
        Path here = Path.of("docs/configuration.md");
        return Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
    }

    private static Set<String> options() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Session session =
                new Session(nowhere, nowhere, Map.of(), () -> Terminal.NONE, new Interrupts());
        CommandLine program = new Program(session, nowhere, nowhere).allCommands();
        return program.getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(OptionDefaults::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesEveryOptionThatThereIsAndNoOther() throws IOException {
        Set<String> rows =
                ROW.matcher(document())
                        .results()
                        .map(row -> row.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows)
                .as("each option has a row in docs/configuration.md, and each row an option")
                .containsExactlyElementsOf(options());
    }

    @Test
    void itsExampleIsRead() throws IOException {
        String example =
                EXAMPLE.matcher(document())
                        .results()
                        .map(MatchResult::group)
                        .map(block -> block.replaceAll("```(toml)?", ""))
                        .collect(Collectors.joining());
        assertThat(example).contains("tracker");
        Path config = folder.resolve("config/config.toml");
        Files.createDirectories(config.getParent());
        Files.writeString(config, example);
        Dunlin.Run run =
                new Dunlin(folder)
                        .run("--home", folder, "inspect", "magnet:?xt=urn:btih:" + "a".repeat(40));
        assertThat(run.code()).as(run.err()).isZero();
    }
}
