package dunlin.protocol;

/**
 * Makes text of strangers (names, comments, errors) safe to show on a terminal and in a log: it can
 * neither move the cursor, nor start a new line, nor reverse what stands beside it.
 */
public final class SafeText {
    private SafeText() {}

    /**
     * The text with every control, escape, line-separating, invisible and direction-changing
     * character replaced by its number, as in {@code \}{@code u202e}. All else stays as it is,
     * other scripts and emoji included.
     */
    public static String forTerminal(String text) {
        if (text.codePoints().noneMatch(SafeText::isUnsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> {
                    if (!isUnsafe(c)) {
                        safe.appendCodePoint(c);
                    } else if (c > 0xffff) {
                        safe.append(String.format("\\U%08x", c));
                    } else {
                        safe.append(String.format("\\u%04x", c));
                    }
                });
        return safe.toString();
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            // The joiner of emoji and of some scripts' letters changes no direction.
            case Character.FORMAT -> c != 0x200d && c != 0x200c;
            default -> false;
        };
    }
}
