package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Meter;
import dunlin.storage.ShareBuilder;
import dunlin.storage.ShareBuilder.Built;
import dunlin.storage.ShareBuilder.Options;
import dunlin.storage.ShareBuilder.Skipped;
import dunlin.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Makes shares out of paths, shows how far the hashing is, and says what was left out. */
public final class Hashing {
    private static final int SKIPPED_SHOWN = 10;

    private final Console console;

    public Hashing(Console console) {
        this.console = console;
    }

    /** Hashes what stands there. Blocks. */
    public Built build(Path path, Options options)
            throws Failure, StorageException, InterruptedException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new Failure(
                    ExitCode.NOT_FOUND, "no such file or folder: " + path + "; check the path");
        }
        String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        try (Meter meter = new Meter(console, "hashing " + name)) {
            Built built = ShareBuilder.build(path, options, meter::at);
            sayWhatIsLeftOut(built.skipped());
            return built;
        }
    }

    private void sayWhatIsLeftOut(List<Skipped> skipped) {
        for (Skipped one : skipped.subList(0, Math.min(SKIPPED_SHOWN, skipped.size()))) {
            console.note("left out: " + one.path() + " " + one.why());
        }
        if (skipped.size() > SKIPPED_SHOWN) {
            console.note("left out: " + (skipped.size() - SKIPPED_SHOWN) + " more");
        }
    }
}
