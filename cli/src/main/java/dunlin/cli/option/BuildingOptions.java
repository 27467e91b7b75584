package dunlin.cli.option;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.Visibility;
import dunlin.protocol.catalogue.Note;
import dunlin.storage.Selection;
import dunlin.storage.ShareBuilder.Options;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that make shares out of files. */
public final class BuildingOptions {
    @Option(names = "--private", description = "Peers may come from its trackers only (BEP 27).")
    private boolean isPrivate;

    @Option(
            names = "--piece-length",
            paramLabel = "N",
            description = "Bytes in a piece, a power of two: 256K, 1M (usually chosen by size).")
    private @Nullable ByteCount pieceLength;

    @Option(
            names = "--hidden",
            description = "Also take files and folders whose names begin with a dot.")
    private boolean hidden;

    @Option(names = "--links", description = "Also take symbolic links within a folder, as links.")
    private boolean links;

    /**
     * What they ask for.
     *
     * @param own the folders of this program: they hold a private key, and are never shared
     */
    public Options read(Folders own) throws Failure {
        try {
            OptionalInt length =
                    pieceLength == null
                            ? OptionalInt.empty()
                            : OptionalInt.of(Math.toIntExact(pieceLength.bytes()));
            return new Options(length, selection(own), isPrivate, Options.defaults().threads());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--piece-length %s is no power of two from 16K to 16M".formatted(pieceLength),
                    e);
        }
    }

    /** What of a folder is taken into a share. */
    public Selection selection(Folders own) {
        return new Selection(hidden, links, own.all(), _ -> false);
    }

    /** What is ordered of a peer for this path. */
    public ShareOrder order(Path path, Folders own, Note note) throws Failure {
        Options options = read(own);
        return new ShareOrder(
                path,
                options.pieceLength(),
                isPrivate,
                hidden,
                links,
                own.all(),
                Visibility.PUBLIC,
                note);
    }
}
