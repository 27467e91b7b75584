package dunlin.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A package of npm, and a script of the tests that uses it. */
final class NpmPackage {
    private NpmPackage() {}

    /**
     * Installs a package unless it is there, without running any script of it.
     *
     * @param folder where it is kept, below {@code target}
     * @param versioned its name and version: {@code name@1.2.3}
     * @return the script beside it, where a module looks for its packages
     */
    static Path install(String folder, String versioned, String script, String... options)
            throws Exception {
        Programs.need("node");
        Programs.need("npm");
        Path place = Path.of("target", folder).toAbsolutePath();
        Files.createDirectories(place);
        Path copy = place.resolve(script);
        Files.write(copy, Files.readAllBytes(Path.of(Lab.script(script))));
        String name = versioned.replaceFirst("@[^@]*$", "");
        if (!Files.isDirectory(place.resolve("node_modules").resolve(name))) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "npm",
                                    "install",
                                    "--no-audit",
                                    "--no-fund",
                                    "--ignore-scripts"));
            command.addAll(List.of(options));
            command.addAll(List.of("--prefix", place.toString(), versioned));
            Process npm =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(place.resolve("npm.log").toFile())
                            .start();
            assumeTrue(npm.waitFor() == 0, versioned + " cannot be installed");
        }
        return copy;
    }
}
