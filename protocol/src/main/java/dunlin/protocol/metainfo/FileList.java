package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
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
 * A link has no bytes, and its {@code length} may be missing.
 */
final class FileList {
    private FileList() {}

    /** The files of a share with this name, in order, their offsets filled in. */
    static List<FileEntry> read(BDictionary info, String name, WireNames names)
            throws ProtocolException {
        boolean single = info.get("length").isPresent();
        if (single == info.get("files").isPresent()) {
            throw new ProtocolException("the info needs either \"length\" or \"files\"");
        }
        if (single) {
            boolean executable = attributes(info).contains("x");
            return List.of(new FileEntry(List.of(name), 0, length(info), false, executable));
        }
        List<FileEntry> files = new ArrayList<>();
        PathBounds bounds = new PathBounds();
        long offset = 0;
        for (BValue value : info.requireList("files").values()) {
            if (!(value instanceof BDictionary file)) {
                throw new ProtocolException("\"files\" holds " + value + ", not dictionaries");
            }
            FileEntry entry = entry(file, offset, names);
            if (!entry.padding()) {
                bounds.add(entry.path());
            }
            files.add(entry);
            offset = add(offset, entry.length());
        }
        if (files.isEmpty()) {
            throw new ProtocolException("a share without files");
        }
        return files;
    }

    private static FileEntry entry(BDictionary file, long offset, WireNames names)
            throws ProtocolException {
        String attributes = attributes(file);
        boolean padding = attributes.contains("p");
        boolean executable = attributes.contains("x");
        List<String> path = names.path(file);
        Optional<List<String>> link = link(file, attributes, names);
        long length = link.isPresent() ? 0 : length(file);
        return new FileEntry(path, offset, length, padding, executable, link);
    }

    /** The letters of {@code attr}. */
    static String attributes(BDictionary file) {
        return file.get("attr").orElse(null) instanceof BString letters
                ? letters.lenientText()
                : "";
    }

    /** Where a link leads, if the file is one. */
    static Optional<List<String>> link(BDictionary file, String attributes, WireNames names)
            throws ProtocolException {
        if (!attributes.contains("l")) {
            return Optional.empty();
        }
        if (file.get("length").isPresent() && length(file) != 0) {
            throw new ProtocolException("a symbolic link of " + length(file) + " bytes");
        }
        return Optional.of(names.target(file));
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
}
