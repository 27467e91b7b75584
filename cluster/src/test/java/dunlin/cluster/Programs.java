package dunlin.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which servers this machine has: in the path, or where Debian puts PostgreSQL's. A test without
 * its server is left out, visibly.
 */
final class Programs {
    private static final Path DEBIAN_POSTGRES = Path.of("/usr/lib/postgresql");

    private Programs() {}

    /** The program's full path. */
    static String need(String name, String debianPackage) {
        Optional<Path> found = find(name);
        assumeTrue(
                found.isPresent(),
                name + " is not installed (Debian package " + debianPackage + ")");
        return found.orElseThrow().toString();
    }

    private static Optional<Path> find(String name) {
        Stream<Path> folders =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
        return Stream.concat(folders, postgresFolders())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Stream<Path> postgresFolders() {
        if (!Files.isDirectory(DEBIAN_POSTGRES)) {
            return Stream.of();
        }
        try (Stream<Path> versions = Files.list(DEBIAN_POSTGRES)) {
            return versions.map(version -> version.resolve("bin")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
