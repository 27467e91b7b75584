package dunlin.node.find;

import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code .torrent} files from the disk, up to a size. */
public final class TorrentFile {
    /** Bytes; a terabyte in pieces of 1 MiB needs 20 MiB of hashes. */
    static final int MAX_LENGTH = 64 << 20;

    private TorrentFile() {}

    /**
     * Reads one.
     *
     * @throws ProtocolException if it is malformed, unsafe or too long
     */
    public static Metainfo read(Path file) throws IOException, ProtocolException, NodeRefusal {
        if (Files.isDirectory(file)) {
            throw new NodeRefusal(new Why.IsFolder(file));
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_LENGTH + 1);
        }
        if (bytes.length > MAX_LENGTH) {
            throw new ProtocolException(
                    "%s is more than %d MiB long: no torrent is".formatted(file, MAX_LENGTH >> 20));
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
