package dunlin.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Which of the real programs this machine has. A test without its program is left out, visibly. */
final class Programs {
    private Programs() {}

    static boolean has(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    static void need(String name) {
        assumeTrue(has(name), name + " is not installed");
    }
}
