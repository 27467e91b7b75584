package dunlin.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The bench that one test works at: gives folders, starts programs, and ends them all with the
 * test.
 */
final class Lab implements AutoCloseable {
    private final Path folder;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int folders;

    Lab(Path folder) {
        this.folder = folder;
    }

    /** A new empty folder. */
    Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(++folders + "-" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Program start(Host host, List<String> command) {
        return closeLater(Program.start(host, folder, command));
    }

    Program start(Host host, String... command) {
        return start(host, Arrays.asList(command));
    }

    <T extends AutoCloseable> T closeLater(T started) {
        open.push(started);
        return started;
    }

    /** A file of the test's resources (a script), by its path on the disk. */
    static String script(String name) {
        return Path.of("src/test/resources/dunlin/interop", name).toAbsolutePath().toString();
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
