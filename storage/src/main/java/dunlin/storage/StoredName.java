package dunlin.storage;

/**
 * Under which name a share is stored that others named. Pure.
 *
 * <p>A name that begins with a dot is one that a person does not see and programs obey: fetched
 * into a home, {@code .bashrc} or {@code .ssh} would run or let in whatever its maker wants. What
 * is inside a share stays as it is: nobody looks for such names there.
 */
public final class StoredName {
    /** For a name that is all dots. */
    private static final String NOTHING_LEFT = "unnamed";

    private StoredName() {}

    /** The name without the dots and spaces that it begins with. */
    public static String of(String name) {
        int from = 0;
        while (from < name.length() && isLeading(name.charAt(from))) {
            from++;
        }
        if (from == 0 || name.charAt(0) != '.') {
            return name;
        }
        return from == name.length() ? NOTHING_LEFT : name.substring(from);
    }

    private static boolean isLeading(char c) {
        return c == '.' || Character.isWhitespace(c);
    }
}
