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

    /**
     * A text of any length made safe like that, to stand in one line with others: no more than
     * {@code most} characters, the last one an ellipsis if there were more.
     *
     * @param most from 1 on
     */
    public static String line(String text, int most) {
        String safe = forTerminal(cut(text, most));
        return text.length() <= most && safe.length() <= most ? safe : cut(safe, most - 1) + "…";
    }

    /** The beginning, but not with one half of a character at its end. */
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean isHalf = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, isHalf ? most - 1 : most);
    }

    /** Whether a code point is one of those that are replaced. */
    public static boolean isUnsafe(int c) {
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
