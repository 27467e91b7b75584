package dunlin.protocol.search;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What kind of file it is, by the end of its name: {@code iso}; {@code a.tar.gz} is {@code gz} and
 * {@code tar.gz}. In lower case.
 */
public final class FileType {
    private static final Pattern TYPE = Pattern.compile("(tar\\.)?[\\p{L}\\p{N}_+-]{1,16}");
    private static final String ARCHIVE = "tar.";

    private FileType() {}

    /**
     * A type as a person writes it, with or without the dot before it.
     *
     * @throws ProtocolException if no file has such a type
     */
    public static String check(String type) throws ProtocolException {
        String lower = type.strip().toLowerCase(Locale.ROOT);
        String bare = lower.startsWith(".") ? lower.substring(1) : lower;
        if (!TYPE.matcher(bare).matches()) {
            throw new ProtocolException(
                    "\"" + SafeText.forTerminal(type) + "\" is no type of files, such as iso");
        }
        return bare;
    }

    /** The types of a file of this name; none if nothing stands behind a dot in it. */
    public static List<String> of(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        int dot = lower.lastIndexOf('.');
        String type = lower.substring(dot + 1);
        if (dot <= 0 || !TYPE.matcher(type).matches()) {
            return List.of();
        }
        String before = lower.substring(0, dot + 1);
        return before.endsWith("." + ARCHIVE) ? List.of(type, ARCHIVE + type) : List.of(type);
    }
}
