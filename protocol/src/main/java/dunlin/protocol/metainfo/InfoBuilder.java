package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BencodeWriter;
import java.util.List;
import java.util.Optional;

/**
 * Makes the v1 info dictionary of a new share (BEP 3, 27, 47), its files one after the other
 * without padding:
 *
 * <pre>{@code
 * InfoBuilder.multiFile("photos", files).pieceLength(1 << 20).pieceHashes(sha1s).build()
 * }</pre>
 *
 * Not thread-safe.
 */
public final class InfoBuilder {
    /**
     * A file to be shared.
     *
     * @param path its path below the share's name, one name each
     * @param length in bytes, 0 or more
     * @param executable whether it is to be made executable where it is fetched
     * @param link the path below the share's name that it leads to, if it is a link; it has no
     *     bytes
     */
    public record File(
            List<String> path, long length, boolean executable, Optional<List<String>> link) {
        public File {
            path = List.copyOf(path);
            link = link.map(List::copyOf);
            if (path.isEmpty() || length < 0) {
                throw new IllegalArgumentException("no file " + path + " of " + length + " bytes");
            }
        }

        /** A file that is no link. */
        public File(List<String> path, long length, boolean executable) {
            this(path, length, executable, Optional.empty());
        }
    }

    private final String name;
    private final boolean single;
    private final List<File> files;
    private int pieceLength;
    private byte[] pieceHashes = {};
    private boolean isPrivate;

    private InfoBuilder(String name, boolean single, List<File> files) throws ProtocolException {
        this.name = name;
        this.single = single;
        this.files = List.copyOf(files);
        PathBounds bounds = new PathBounds();
        for (File file : files) {
            bounds.add(file.path());
        }
    }

    /**
     * A share that is one file.
     *
     * @throws ProtocolException if its path is longer than others take
     */
    public static InfoBuilder singleFile(String name, long length) throws ProtocolException {
        return singleFile(name, length, false);
    }

    /**
     * A share that is one file, executable or not.
     *
     * @throws ProtocolException if its path is longer than others take
     */
    public static InfoBuilder singleFile(String name, long length, boolean executable)
            throws ProtocolException {
        return new InfoBuilder(name, true, List.of(new File(List.of(name), length, executable)));
    }

    /**
     * A share that is a folder.
     *
     * @param files in the order in which their bytes are shared; at least one
     * @throws ProtocolException if the paths are longer or more than others take
     */
    public static InfoBuilder multiFile(String name, List<File> files) throws ProtocolException {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a share without files");
        }
        return new InfoBuilder(name, false, files);
    }

    /** Bytes in every piece but the last, 1 to 2³⁰. */
    public InfoBuilder pieceLength(int pieceLength) {
        this.pieceLength = pieceLength;
        return this;
    }

    /** The SHA-1 of every piece, 20 bytes each, one after the other. */
    public InfoBuilder pieceHashes(byte[] pieceHashes) {
        this.pieceHashes = pieceHashes.clone();
        return this;
    }

    /** Whether peers may come from the named trackers only (BEP 27). */
    public InfoBuilder privateShare(boolean isPrivate) {
        this.isPrivate = isPrivate;
        return this;
    }

    /**
     * The share.
     *
     * @throws ProtocolException if hashes, lengths and piece length do not go together, or there
     *     are more than {@link Info#MAX_PIECES} pieces
     */
    public Info build() throws ProtocolException {
        BencodeWriter out = new BencodeWriter().dictionary();
        if (single) {
            writeAttributes(out, files.getFirst());
            out.key("length").integer(files.getFirst().length());
        } else {
            out.key("files").list();
            for (File file : files) {
                out.dictionary();
                writeAttributes(out, file);
                out.key("length").integer(file.length()).key("path").list();
                file.path().forEach(out::text);
                out.end();
                if (file.link().isPresent()) {
                    out.key("symlink path").list();
                    file.link().get().forEach(out::text);
                    out.end();
                }
                out.end();
            }
            out.end();
        }
        out.key("name").text(name);
        out.key("piece length").integer(pieceLength);
        out.key("pieces").string(pieceHashes);
        if (isPrivate) {
            out.key("private").integer(1);
        }
        return Info.parse(out.end().toBytes());
    }

    private static void writeAttributes(BencodeWriter out, File file) {
        if (file.executable() || file.link().isPresent()) {
            out.key("attr")
                    .text((file.link().isPresent() ? "l" : "") + (file.executable() ? "x" : ""));
        }
    }
}
