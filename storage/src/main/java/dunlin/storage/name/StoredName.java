package dunlin.storage.name;

import dunlin.protocol.metainfo.SafeName;
import java.util.List;
import java.util.stream.Stream;

/**
 * Under which name a share is stored that others named. Pure.
 *
 * <p>A name that begins with a dot is one that a person does not see and programs obey: fetched
 * into a home, {@code .bashrc} or {@code .ssh} would run or let in whatever its maker wants. What
 * is inside a share stays as it is: nobody looks for such names there.
 */
public final class StoredName {
    private StoredName() {}

    /** The name without the dots and spaces that it begins with, and safe in all other ways. */
    public static String of(String name) {
        String safe = SafeName.of(name);
        int from = 0;
        while (from < safe.length() && isLeading(safe.charAt(from))) {
            from++;
        }
        if (from > 0 && safe.charAt(0) == '.') {
            safe = from == safe.length() ? SafeName.NOTHING_LEFT : safe.substring(from);
        }
        safe = SafeName.fitting(safe, "", SafeName.MAX_BYTES);
        return NameRules.HERE.windows() ? DiskNames.forWindows(safe) : safe;
    }

    /**
     * Under which names something may stand here that a torrent calls so: as it is where it was
     * made, or as it was fetched.
     */
    public static List<String> candidates(String wireName) {
        return Stream.of(wireName, SafeName.of(wireName), of(wireName))
                .filter(DiskNames::isOneName)
                .distinct()
                .toList();
    }

    private static boolean isLeading(char c) {
        return c == '.' || Character.isWhitespace(c);
    }
}
