package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Meter;
import dunlin.cli.terminal.Units;
import dunlin.node.find.TorrentFile;
import dunlin.protocol.Bitfield;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.ShareBuilder;
import dunlin.storage.StoredName;
import dunlin.storage.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dunlin verify}: checks data against a torrent, with no network. */
@Command(
        name = "verify",
        description = {
            "Check data against a .torrent. Needs no network.",
            "Exits with 0 if all of it is there and right, 1 if some of it is damaged or missing, and"
                    + " 3 if there is nothing at DATA."
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

    /** The answer as JSON. */
    record Verified(boolean verified, int pieces, int good, List<VerifiedFile> files) {}

    /**
     * One file.
     *
     * @param ok whether it is there and every piece that it is part of is right
     */
    record VerifiedFile(String path, boolean ok) {}

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        Info info = TorrentFile.read(torrent).info();
        if (!info.hasPieceHashes()) {
            throw new Failure(
                    ExitCode.FAILED,
                    torrent + " is a v2-only torrent, which cannot be verified yet");
        }
        Path content = locate(info);
        Bitfield good = hash(info, content, console);
        List<VerifiedFile> files = new ArrayList<>();
        for (FileEntry file : info.files()) {
            if (!file.padding()) {
                files.add(new VerifiedFile(file.displayPath(), isGood(info, content, file, good)));
            }
        }
        boolean whole = good.isAll() && files.stream().allMatch(VerifiedFile::ok);
        console.json(new Verified(whole, good.size(), good.count(), files));
        if (whole) {
            console.data(
                    console.ink().green("verified: ")
                            + SafeText.forTerminal(content.toString())
                            + " is whole, %s in %s"
                                    .formatted(
                                            Units.size(info.contentSize()),
                                            Units.count(files.size(), "file")));
            return ExitCode.DONE.number();
        }
        files.stream()
                .filter(file -> !file.ok())
                .forEach(file ->
                        console.data(
                                console.ink().red("damaged or missing: ")
                                        + SafeText.forTerminal(file.path())));
        throw new Failure(
                ExitCode.FAILED,
                "%s does not match: %d of %s right; %s"
                        .formatted(
                                content,
                                good.count(),
                                Units.count(good.size(), "piece"),
                                good.count() == 0
                                        ? "is it this that was meant?"
                                        : remedy(content)));
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
        Path inside = data.resolve(info.name());
        if (!Files.exists(inside)) {
            inside = data.resolve(StoredName.of(info.name()));
        }
        boolean isHolder =
                Files.isDirectory(data)
                        && (info.isSingleFile() || Files.isDirectory(inside))
                        && (info.isSingleFile() || !Files.exists(data.resolve(firstName(info))));
        return isHolder ? inside : data;
    }

    private static String firstName(Info info) {
        return info.files().getFirst().path().getFirst();
    }

    private static Bitfield hash(Info info, Path content, Console console) throws Exception {
        Path real = content.toAbsolutePath().normalize();
        Path folder = real.getParent();
        if (folder == null) {
            throw new Failure(ExitCode.USAGE, content + " is a whole file system, not a share");
        }
        long size = info.geometry().size();
        try (Meter meter = new Meter(console, "verifying " + info.name())) {
            return Verifier.verify(
                    info,
                    folder,
                    real.getFileName().toString(),
                    ShareBuilder.Options.defaults().threads(),
                    done -> meter.at(done, size));
        }
    }

    private static boolean isGood(Info info, Path content, FileEntry file, Bitfield good) {
        if (file.length() == 0) {
            Path path = content;
            for (String name : info.isSingleFile() ? List.<String>of() : file.path()) {
                path = path.resolve(name);
            }
            return Files.isRegularFile(path);
        }
        int pieceLength = info.geometry().pieceLength();
        int first = (int) (file.offset() / pieceLength);
        int last = (int) ((file.offset() + file.length() - 1) / pieceLength);
        int bad = good.nextClear(first);
        return bad < 0 || bad > last;
    }
}
