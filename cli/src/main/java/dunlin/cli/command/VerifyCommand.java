package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Meter;
import dunlin.cli.terminal.Units;
import dunlin.node.find.TorrentFile;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.Diagnosis;
import dunlin.storage.ShareBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dunlin verify}: checks data against a torrent, with no network. */
@Command(
        name = "verify",
        description = {
            "Check data against a .torrent. Needs no network.",
            "Tells what is missing, too short, too long, damaged, or not of it, apart.",
            "Exits with 0 if all of it is there and right, 1 if some of it is not, and 3 if there is"
                    + " nothing at DATA."
        },
        footerHeading = "%nExample:%n",
        footer = "  dunlin verify photos.torrent ~/photos")
public final class VerifyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "FILE.torrent", description = "What it should be.")
    private Path torrent = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "DATA",
            description = "The file or folder, or the folder that it stands in.")
    private Path data = Path.of("");

    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        session.turnTo(Subject.named(torrent));
        Info info = TorrentFile.read(torrent).info();
        if (!info.hasPieceHashes()) {
            throw new Failure(
                    ExitCode.FAILED,
                    torrent + " is a v2-only torrent, which cannot be verified yet");
        }
        Path content = locate(info);
        Diagnosis diagnosis = examine(info, content, console);
        VerifyReport report = new VerifyReport(console, info, content);
        report.tell(diagnosis);
        if (diagnosis.isWhole()) {
            return ExitCode.DONE.number();
        }
        int good = diagnosis.good().count();
        String line =
                "%s does not match: %d of %s right; %s"
                        .formatted(
                                content,
                                good,
                                Units.count(diagnosis.good().size(), "piece"),
                                good == 0 ? "is it this that was meant?" : remedy(content));
        return session.tell(new Failure(ExitCode.FAILED, line)).number();
    }

    private String remedy(Path content) {
        return "dunlin get --repair %s -o %s fetches what is wrong, and keeps the old beside it"
                .formatted(torrent, content.toAbsolutePath().normalize().getParent());
    }

    /** DATA is the share's file or folder itself, or the folder that holds it. */
    private Path locate(Info info) throws Failure {
        if (!Files.exists(data)) {
            throw new Failure(
                    ExitCode.NOT_FOUND, "no such file or folder: " + data + "; check the path");
        }
        return DataPlace.of(info, data);
    }

    private static Diagnosis examine(Info info, Path content, Console console) throws Exception {
        Path real = content.toAbsolutePath().normalize();
        Path folder = real.getParent();
        if (folder == null) {
            throw new Failure(ExitCode.USAGE, content + " is a whole file system, not a share");
        }
        long size = info.geometry().size();
        try (Meter meter = new Meter(console, "verifying " + info.name())) {
            return Diagnosis.make(
                    info,
                    folder,
                    real.getFileName().toString(),
                    ShareBuilder.Options.defaults().threads(),
                    done -> meter.at(done, size));
        }
    }
}
