package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BList;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.BValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the files of a v1 info dictionary (BEP 3, attributes of BEP 47):
 *
 * <pre>
 *   one file    "length": n, "attr": "x"
 *   many        "files": [ { "length": n, "path": ["folder", "name"], "attr": "p" }, ... ]
 * </pre>
 *
 * {@code path.utf-8} stands in for {@code path} if it is there. Bytes that are no UTF-8 become
 * U+FFFD: old torrents keep readable, and names that thereby clash are refused.
 */
final class FileList {
    private FileList() {}

    /** The files of a share with this name, in order, their offsets filled in. */
    static List<FileEntry> read(BDictionary info, String name) throws ProtocolException {
        boolean single = info.get("length").isPresent();
        if (single == info.get("files").isPresent()) {
            throw new ProtocolException("the info needs either \"length\" or \"files\"");
        }
        if (single) {
            String attributes = attributes(info);
            boolean executable = attributes.contains("x");
            return List.of(new FileEntry(List.of(name), 0, length(info), false, executable));
        }
        List<FileEntry> files = new ArrayList<>();
        PathTree tree = new PathTree();
        long offset = 0;
        for (BValue value : info.requireList("files").values()) {
            if (!(value instanceof BDictionary file)) {
                throw new ProtocolException("\"files\" holds " + value + ", not dictionaries");
            }
            String attributes = attributes(file);
            boolean padding = attributes.contains("p");
            List<String> path = path(file);
            if (!padding) {
                tree.add(path);
            }
            long length = length(file);
            files.add(new FileEntry(path, offset, length, padding, attributes.contains("x")));
            offset = add(offset, length);
        }
        if (files.isEmpty()) {
            throw new ProtocolException("a share without files");
        }
        return files;
    }

    /** The letters of {@code attr}; a link is refused, as it could lead out of the folder. */
    static String attributes(BDictionary file) throws ProtocolException {
        Optional<BString> value = file.string("attr");
        String attributes = value.isPresent() ? value.get().lenientText() : "";
        if (attributes.contains("l") || file.get("symlink path").isPresent()) {
            throw new ProtocolException("a symbolic link in the share; links are not followed");
        }
        return attributes;
    }

    /** The checked {@code length}, in bytes. */
    static long length(BDictionary file) throws ProtocolException {
        long length = file.requireInteger("length");
        if (length < 0) {
            throw new ProtocolException("a file of " + length + " bytes");
        }
        return length;
    }

    /** The sum of two lengths, if there is such a number. */
    static long add(long offset, long length) throws ProtocolException {
        if (length > Long.MAX_VALUE - offset) {
            throw new ProtocolException("the files' lengths add up past 2^63");
        }
        return offset + length;
    }

    private static List<String> path(BDictionary file) throws ProtocolException {
        Optional<BList> utf8 = file.list("path.utf-8");
        List<String> path = new ArrayList<>();
        for (BValue name : (utf8.isPresent() ? utf8.get() : file.requireList("path")).values()) {
            if (!(name instanceof BString string)) {
                throw new ProtocolException("\"path\" holds " + name + ", not names");
            }
            path.add(SafeName.check(string.lenientText()));
        }
        if (path.isEmpty()) {
            throw new ProtocolException("a file with an empty path");
        }
        return path;
    }
}
