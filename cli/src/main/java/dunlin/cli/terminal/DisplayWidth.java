package dunlin.cli.terminal;

/**
 * How many columns of a terminal a text takes: ideographs and most pictographs take two, combining
 * marks none (Unicode Standard Annex 11, East Asian Width).
 */
public final class DisplayWidth {
    /** First and last code point of the ranges that are wide, in order. */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x23E9, 0x23EC, 0x2614, 0x2615, 0x2648, 0x2653, 0x26A1,
        0x26A1, 0x26BD, 0x26BE, 0x2705, 0x2705, 0x2728, 0x2728, 0x274C, 0x274C, 0x2753, 0x2755,
        0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000, 0xA4CF, 0xA960,
        0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6,
        0x16FE0, 0x18DFF, 0x1B000, 0x1B2FF, 0x1F300, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F7E0, 0x1F7EB,
        0x1F900, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };

    private DisplayWidth() {}

    /** Columns that the text takes; escape sequences must not be in it. */
    public static int of(String text) {
        return text.codePoints().map(DisplayWidth::of).sum();
    }

    /** The text in exactly {@code columns} columns: filled with spaces, or cut with an ellipsis. */
    public static String fit(String text, int columns) {
        String cut = cut(text, columns);
        return cut + " ".repeat(columns - of(cut));
    }

    /** The text, with its end replaced by an ellipsis if it takes more than {@code columns}. */
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int codePoint : text.codePoints().toArray()) {
            used += of(codePoint);
            if (used > columns - 1) {
                break;
            }
            kept.appendCodePoint(codePoint);
        }
        return columns < 1 ? "" : kept.append('…').toString();
    }

    /**
     * The text, with its middle replaced by an ellipsis if it takes more than {@code columns}:
     * names that differ often do so at their end.
     */
    static String cutMiddle(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        String reversed = new StringBuilder(text).reverse().toString();
        String head = cut(text, columns - (columns - 1) / 2);
        String tail = cut(reversed, (columns - 1) / 2 + 1);
        return head + new StringBuilder(tail).reverse().substring(tail.isEmpty() ? 0 : 1);
    }

    private static int of(int codePoint) {
        if (codePoint < 0x300) {
            return Character.isISOControl(codePoint) ? 0 : 1;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    private static boolean isWide(int codePoint) {
        for (int i = 0; i < WIDE.length && WIDE[i] <= codePoint; i += 2) {
            if (codePoint <= WIDE[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
