package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BList;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.BValue;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the names of a torrent as its maker meant them. Nothing is made safe here: what a name
 * becomes on a disk is decided where the disk is known. Only {@code ..} is refused, as no reading
 * of it stays in the folder; empty names and {@code .} in a path lead nowhere and are dropped.
 *
 * @param encoding of names that are no UTF-8 ({@code encoding} beside the info dictionary)
 */
record WireNames(Optional<Charset> encoding) {
    /** An encoding by the name that a torrent gives; empty for UTF-8 and for an unknown one. */
    static Optional<Charset> encoding(String name) {
        try {
            return Optional.of(Charset.forName(name.strip()))
                    .filter(it -> !it.equals(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The name of the share; empty if it is one that leads nowhere. */
    Optional<String> name(BDictionary info) throws ProtocolException {
        if (info.get("name.utf-8").orElse(null) instanceof BString utf8) {
            Optional<String> name = part(utf8);
            if (name.isPresent()) {
                return name;
            }
        }
        return part(info.requireString("name"));
    }

    /** The path of a file of v1, never empty. */
    List<String> path(BDictionary file) throws ProtocolException {
        if (file.get("path.utf-8").orElse(null) instanceof BList utf8
                && utf8.values().stream().allMatch(BString.class::isInstance)
                && !utf8.values().isEmpty()) {
            return path(utf8);
        }
        return path(file.requireList("path"));
    }

    private List<String> path(BList names) throws ProtocolException {
        if (names.values().isEmpty()) {
            throw new ProtocolException("a file with an empty path");
        }
        List<String> path = new ArrayList<>();
        for (BValue name : names.values()) {
            if (!(name instanceof BString string)) {
                throw new ProtocolException("\"path\" holds " + name + ", not names");
            }
            part(string).ifPresent(path::add);
        }
        return path.isEmpty() ? List.of(SafeName.NOTHING_LEFT) : path;
    }

    /**
     * Where a link of BEP 47 leads, from the share's folder; empty if that cannot be told or is
     * outside.
     */
    List<String> target(BDictionary file) {
        List<String> target = new ArrayList<>();
        if (file.get("symlink path").orElse(null) instanceof BList names) {
            for (BValue name : names.values()) {
                try {
                    if (!(name instanceof BString string)) {
                        return List.of();
                    }
                    part(string).ifPresent(target::add);
                } catch (ProtocolException _) {
                    return List.of();
                }
            }
        }
        return target;
    }

    /** One name of a path; empty if it leads nowhere. */
    Optional<String> part(BString string) throws ProtocolException {
        String name = text(string);
        if (name.equals("..")) {
            throw new ProtocolException("the file name \"..\" leads out of its folder");
        }
        return name.isEmpty() || name.equals(".") ? Optional.empty() : Optional.of(name);
    }

    private String text(BString string) {
        if (encoding.isPresent()) {
            try {
                return string.text();
            } catch (ProtocolException _) {
                return new String(string.bytes(), encoding.get());
            }
        }
        return string.lenientText();
    }

    /** A path in a message. */
    static String shown(List<String> path) {
        return "\"" + SafeText.line(String.join("/", path), 200) + "\"";
    }
}
