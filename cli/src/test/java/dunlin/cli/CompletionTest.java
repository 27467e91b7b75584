package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that shells complete commands with, read by these shells. */
class CompletionTest {
    @TempDir Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createFile(folder.resolve("my photos.zip"));
        Files.createDirectory(folder.resolve("mydir"));
    }

    private Path script(String shell) throws IOException {
        Dunlin.Run run = new Dunlin(folder).run("completion", shell);
        assertThat(run.code()).as(run.err()).isZero();
        return Files.writeString(folder.resolve("script." + shell), run.out());
    }

    private List<String> run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        assertThat(process.waitFor()).as("%s", lines).isZero();
        return lines;
    }

    /** What bash offers when the last of these words is being typed. */
    private List<String> bash(String... words) throws Exception {
        String line =
                """
                source '%s'
                COMP_WORDS=(%s)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _dunlin
                [ ${#COMPREPLY[@]} = 0 ] || printf '%%s\\n' "${COMPREPLY[@]}"
                """
                        .formatted(
                                script("bash"),
                                String.join(
                                        " ",
                                        Arrays.stream(words)
                                                .map(word -> "'" + word + "'")
                                                .toList()));
        return run("bash", "--norc", "-c", line);
    }

    @Test
    void bashCompletesCommands() throws Exception {
        assertThat(bash("dunlin", ""))
                .contains("get", "share", "completion")
                .doesNotContain("--json");
        assertThat(bash("dunlin", "s")).containsExactly("share", "search", "shell");
        assertThat(bash("dunlin", "help", "ge")).containsExactly("get");
        assertThat(bash("dunlin", "completion", "")).containsExactly("bash", "zsh", "fish");
    }

    @Test
    void bashCompletesTheOptionsOfACommand() throws Exception {
        assertThat(bash("dunlin", "-")).contains("--json", "--version").doesNotContain("--seed");
        assertThat(bash("dunlin", "get", "--se")).containsExactly("--seed");
        assertThat(bash("dunlin", "--json", "list", "-"))
                .contains("--tracker")
                .doesNotContain("--up");
    }

    @Test
    void bashCompletesFilesWhereTheyFit() throws Exception {
        assertThat(bash("dunlin", "share", "my"))
                .containsExactlyInAnyOrder("my photos.zip", "mydir");
        assertThat(bash("dunlin", "get", "-o", "myd")).containsExactly("mydir");
        assertThat(bash("dunlin", "get", "--output", "=", "myd")).containsExactly("mydir");
        assertThat(bash("dunlin", "get", "--output", "=")).contains("mydir");
        assertThat(bash("dunlin", "get", "--tracker", "my")).isEmpty();
        assertThat(bash("dunlin", "list", "my")).isEmpty();
    }

    @Test
    void fishCompletesTheSame() throws Exception {
        assumeTrue(isInstalled("fish"), "fish is not installed");
        String source = "source " + script("fish") + "; complete -C ";
        assertThat(run("fish", "-c", source + "'dunlin ge'")).allMatch(it -> it.startsWith("get"));
        assertThat(run("fish", "-c", source + "'dunlin get --se'"))
                .singleElement()
                .asString()
                .startsWith("--seed");
        assertThat(run("fish", "-c", source + "'dunlin share my'")).contains("mydir/");
        assertThat(run("fish", "-c", source + "'dunlin list my'")).isEmpty();
    }

    @Test
    void zshReadsItsScript() throws Exception {
        assertThat(script("zsh")).content().contains("compdef _dunlin dunlin", "'get:Fetch files");
        assumeTrue(isInstalled("zsh"), "zsh is not installed");
        assertThat(run("zsh", "-n", script("zsh").toString())).isEmpty();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void namesTheShellsThatItKnows() {
        Dunlin.Run run = new Dunlin(folder).run("completion", "tcsh");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("bash, zsh, fish").hasLineCount(1);
    }
}
