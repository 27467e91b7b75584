package dunlin.cli.option;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.node.api.ShareOrder;
import dunlin.protocol.catalogue.Note;
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

    /** What they ask for. */
    public Options read() throws Failure {
        try {
            OptionalInt length =
                    pieceLength == null
                            ? OptionalInt.empty()
                            : OptionalInt.of(Math.toIntExact(pieceLength.bytes()));
            return new Options(length, false, isPrivate, Options.defaults().threads());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--piece-length %s is no power of two from 16K to 16M".formatted(pieceLength),
                    e);
        }
    }

    /** What is ordered of a peer for this path. */
    public ShareOrder order(Path path, Note note) throws Failure {
        return new ShareOrder(path, read().pieceLength(), isPrivate, note);
    }
}
