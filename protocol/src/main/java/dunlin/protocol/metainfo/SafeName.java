package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Makes a stranger's name for a file into one that is a single name everywhere: on a screen, in a
 * database, in XML and on every disk. Pure.
 *
 * <p>Kept on purpose, because honest folders are full of them: {@code :}, {@code *}, {@code ?},
 * quotes, dots and spaces at either end, and any script.
 */
public final class SafeName {
    /** The longest name that file systems store, in bytes of UTF-8. */
    public static final int MAX_BYTES = 255;

    /** Instead of a name of which nothing is left. */
    public static final String NOTHING_LEFT = "unnamed";

    /** Longest ending that is kept when a name is cut, in characters. */
    private static final int LONGEST_ENDING = 16;

    private static final int LONGEST_TAIL = 13;

    private static final char INSTEAD = '_';

    private SafeName() {}

    /** The name with {@code _} for each path separator, control character and half character. */
    public static String of(String name) {
        if (name.codePoints().noneMatch(SafeName::isUnfit)) {
            return leadsNowhere(name) ? name : NOTHING_LEFT;
        }
        StringBuilder safe = new StringBuilder(name.length());
        name.codePoints().forEach(c -> safe.appendCodePoint(isUnfit(c) ? INSTEAD : c));
        return safe.toString();
    }

    private static boolean leadsNowhere(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }

    private static boolean isUnfit(int c) {
        return c == '/'
                || c == '\\'
                || Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE;
    }

    /**
     * The name with a tail before its ending ({@code .tar}), cut before both to what fits. With a
     * tail it is cut to the same length whatever the tail.
     *
     * @param tail up to 13 characters of ASCII; mostly none
     * @param most bytes of UTF-8, 16 or more
     */
    public static String fitting(String name, String tail, int most) {
        if (tail.isEmpty() && isWithin(name, most)) {
            return name;
        }
        int room = tail.isEmpty() ? most : most - LONGEST_TAIL;
        int dot = name.lastIndexOf('.');
        boolean hasEnding = dot > 0 && name.length() - dot <= LONGEST_ENDING;
        String ending = hasEnding ? name.substring(dot) : "";
        if (bytes(ending) > room / 2) {
            ending = "";
        }
        String head = name.substring(0, name.length() - ending.length());
        return cut(head, room - bytes(ending)) + tail + ending;
    }

    private static String cut(String head, int room) {
        int at = 0;
        int used = 0;
        while (at < head.length()) {
            int c = head.codePointAt(at);
            used += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (used > room) {
                return head.substring(0, at);
            }
            at += Character.charCount(c);
        }
        return head;
    }

    private static boolean isWithin(String name, int most) {
        return name.length() <= most && (name.length() <= most / 3 || bytes(name) <= most);
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }
}
