package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.BuildingOptions;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.protocol.SafeText;
import dunlin.protocol.Version;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.ShareBuilder.Built;
import dunlin.storage.StorageException;
import dunlin.storage.WholeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin create}: makes a torrent of a file or a folder, with no network. */
@Concerns(Matter.INDEX)
@Command(
        name = "create",
        description = "Make a .torrent of a file or a folder. Needs no network.",
        footerHeading = "%nExample:%n",
        footer = "  dunlin create photos -o photos.torrent --tracker http://10.0.0.5:6969")
public final class CreateCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "PATH", description = "The file or folder.")
    private Path path = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The .torrent to write.")
    private Path output = Path.of("");

    @Option(names = "--force", description = "Replace what is there under that name.")
    private boolean force;

    @Mixin private final BuildingOptions building = new BuildingOptions();

    @Option(names = "--comment", paramLabel = "TEXT", description = "A comment to put into it.")
    private @Nullable String comment;

    public CreateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        session.turnTo(Subject.named(path));
        if (Files.isDirectory(output)) {
            throw new Failure(
                    ExitCode.USAGE, "-o " + output + " is a folder: name the file to write");
        }
        Path folder = output.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "no such folder: " + folder + "; make it, or write elsewhere");
        }
        refuseIfThere();
        Built built = new Hashing(console).build(path, building.read(session.folders()));
        Info info = built.info();
        Tiers tiers = session.options().announceTiers();
        Metainfo metainfo =
                new Metainfo(
                        info,
                        tiers,
                        List.of(),
                        Optional.ofNullable(comment),
                        Optional.of("dunlin " + Version.NUMBER),
                        Optional.of(Instant.now().truncatedTo(ChronoUnit.SECONDS)),
                        Optional.empty());
        write(metainfo.encode());
        console.json(InspectCommand.of(metainfo).leftOut(Hashing.leftOut(built.skipped())));
        console.data(SafeText.forTerminal("wrote " + output + " for " + info.name()));
        console.data(
                "  %s in %s of %s, id %s"
                        .formatted(
                                Units.size(info.contentSize()),
                                Units.count(info.geometry().pieces(), "piece"),
                                Units.size(info.geometry().pieceLength()),
                                info.id()));
        if (tiers.isEmpty()) {
            console.note("it names no tracker; give --tracker URL to put one in");
        }
        return ExitCode.DONE.number();
    }

    /** Said before anything is hashed. */
    private void refuseIfThere() throws Failure, IOException {
        if (!Files.exists(path)) {
            return; // that is the first thing to hear
        }
        if (Files.exists(output) && Files.isSameFile(output, path)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "-o " + output + " is what the torrent is made of: name another");
        }
        if (!force && !isStream() && Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            throw isThere(null);
        }
    }

    /** Whether it is a pipe or the like, into which one can only write. */
    private boolean isStream() {
        return Files.exists(output) && !Files.isRegularFile(output);
    }

    private Failure isThere(@Nullable Throwable cause) {
        return new Failure(
                ExitCode.FAILED,
                output + " is there already: name another file, or add --force to replace it",
                cause);
    }

    private void write(byte[] torrent) throws Failure, IOException, StorageException {
        try {
            if (isStream()) {
                Files.write(output, torrent);
            } else if (force) {
                WholeFile.replace(Files.exists(output) ? output.toRealPath() : output, torrent);
            } else {
                WholeFile.make(output, torrent, WholeFile.Readers.USUAL);
            }
        } catch (FileAlreadyExistsException e) {
            throw isThere(e); // it came while the content was hashed
        }
    }
}
