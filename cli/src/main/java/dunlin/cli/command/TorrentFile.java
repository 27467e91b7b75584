package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Units;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code .torrent} files from the disk, up to a size. */
final class TorrentFile {
    /** Bytes; a terabyte in pieces of 1 MiB needs 20 MiB of hashes. */
    static final int MAX_LENGTH = 64 << 20;

    private TorrentFile() {}

    static Metainfo read(Path file) throws IOException, ProtocolException, Failure {
        if (Files.isDirectory(file)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "%s is a folder: name the .torrent file, or make one with dunlin create"
                            .formatted(file));
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_LENGTH + 1);
        }
        if (bytes.length > MAX_LENGTH) {
            throw new ProtocolException(
                    "%s is more than %s long: no torrent is"
                            .formatted(file, Units.size(MAX_LENGTH)));
        }
        return parse(file.toString(), bytes);
    }

    /** Reads it, naming in the error where it came from. */
    static Metainfo parse(String source, byte[] bytes) throws ProtocolException {
        try {
            return Metainfo.parse(bytes);
        } catch (ProtocolException e) {
            throw new ProtocolException(source + ": " + e.getMessage(), e);
        }
    }
}
