package dunlin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names beyond ASCII in a real process, whatever the locale is or claims to be. */
@EnabledOnOs(OS.LINUX)
class LocaleTest {
    @TempDir private Path folder;

    private static Path root() throws IOException {
        Path at = Path.of("").toRealPath();
        while (!Files.exists(at.resolve(".mvn/jdk25.sh"))) {
            at = Objects.requireNonNull(at.getParent(), "the root of the sources");
        }
        return at;
    }

    private String run(String locale, String before, String arguments) throws Exception {
        Path script = folder.resolve("run.sh");
        String command =
                before
                        + "\nexec \"$JAVA_HOME/bin/java\" --enable-native-access=ALL-UNNAMED -cp \"$TEST_CLASSES\""
                        + " dunlin.cli.Main "
                        + arguments
                        + "\n";
        Files.write(script, command.getBytes(UTF_8));
        ProcessBuilder builder =
                new ProcessBuilder("sh", script.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
        builder.environment().put("LANG", locale);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TEST_CLASSES", System.getProperty("java.class.path"));
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"de_DE.UTF-8", "xx_XX.UTF-8", "C"})
    void theLauncherSeesToALocaleThatHasAllLetters(String locale) throws Exception {
        String launcher = ". '" + root() + "/.mvn/jdk25.sh'\n";
        String made = launcher + "mkdir grün && echo x >grün/日本";
        assertThat(run(locale, made, "create grün -o grün.torrent"))
                .contains("wrote grün.torrent for grün");
        assertThat(run(locale, launcher, "inspect grün.torrent")).contains("日本");
    }

    @Test
    void withoutTheLauncherAnArgumentOfOtherLettersIsAPlainRefusal() throws Exception {
        assertThat(run("xx_XX.UTF-8", "", "create grün -o x.torrent --home home"))
                .contains("is no path in this system's locale: set LC_ALL=C.UTF-8")
                .doesNotContain("java.nio");
    }
}
