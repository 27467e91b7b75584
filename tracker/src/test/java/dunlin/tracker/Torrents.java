package dunlin.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BencodeWriter;
import dunlin.protocol.metainfo.Metainfo;
import java.util.List;

/** Small torrents for tests. */
public final class Torrents {
    private Torrents() {}

    /** The torrent of a file; shares of other lengths have other ids. */
    public static byte[] file(String name, long length) {
        return file(name, length, false);
    }

    public static byte[] file(String name, long length, boolean isPrivate) {
        BencodeWriter out = new BencodeWriter().dictionary();
        out.key("announce").text("http://t.example/announce");
        out.key("info").dictionary();
        out.key("length").integer(length);
        out.key("name").text(name);
        out.key("piece length").integer(16384);
        out.key("pieces").string(new byte[20 * (int) ((length + 16383) / 16384)]);
        if (isPrivate) {
            out.key("private").integer(1);
        }
        return out.end().end().toBytes();
    }

    /** The torrent of a folder with a file of a byte at each path, {@code /} between names. */
    public static byte[] folder(String name, String... paths) {
        BencodeWriter out = new BencodeWriter().dictionary();
        out.key("info").dictionary();
        out.key("files").list();
        for (String path : paths) {
            out.dictionary().key("length").integer(1).key("path").list();
            List.of(path.split("/")).forEach(out::text);
            out.end().end();
        }
        out.end();
        out.key("name").text(name);
        out.key("piece length").integer(16384);
        out.key("pieces").string(new byte[20 * ((paths.length + 16383) / 16384)]);
        return out.end().end().toBytes();
    }

    /** The torrent of a file of 1 byte that has both info-hashes (BEP 52). */
    public static byte[] hybrid(String name) {
        BencodeWriter out = new BencodeWriter().dictionary();
        out.key("info").dictionary();
        out.key("file tree").dictionary().key(name).dictionary().key("").dictionary();
        out.key("length").integer(1).key("pieces root").string(new byte[32]);
        out.end().end().end();
        out.key("length").integer(1);
        out.key("meta version").integer(2);
        out.key("name").text(name);
        out.key("piece length").integer(16384);
        out.key("pieces").string(new byte[20]);
        return out.end().end().toBytes();
    }

    public static Metainfo parse(byte[] torrent) {
        try {
            return Metainfo.parse(torrent);
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(new String(torrent, ISO_8859_1), e);
        }
    }

    public static String id(byte[] torrent) {
        return parse(torrent).info().id().toString();
    }
}
