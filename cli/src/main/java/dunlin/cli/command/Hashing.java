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
            LeftOut.tell(console, leftOut(built.skipped()));
            return built;
        }
    }

    /** What a share has not of the path that it was made of. */
    static List<LeftOut> leftOut(List<Skipped> skipped) {
        return skipped.stream().map(it -> new LeftOut(it.path().toString(), it.why())).toList();
    }
}
