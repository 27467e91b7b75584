package dunlin.protocol.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts text into the words that a search compares: runs of letters or of digits, without accents,
 * in lower case. {@code Ubuntu-24.04_Größe.iso} is <i>ubuntu 24 04 grosse iso</i>. An ideograph is
 * a word of its own, as Chinese and Japanese put no blanks between words.
 *
 * <p>Whatever the text is, words consist of letters, digits and marks alone: no other character
 * reaches a search engine. Cutting a word again gives the same word. Stateless.
 */
public final class Words {
    /** Most code points of a word; what is behind them is left out. */
    public static final int MAX_LENGTH = 32;

    /** What a character is to a search; a word ends where the kind changes. */
    private enum Kind {
        NONE,
        MARK,
        LETTER,
        DIGIT,
        IDEOGRAPH,
        HIRAGANA,
        KATAKANA
    }

    private final Collection<String> words;
    private final boolean withParts;
    private final StringBuilder word = new StringBuilder();
    private final StringBuilder part = new StringBuilder();
    private final List<String> parts = new ArrayList<>();
    private Kind kind = Kind.NONE;
    private int length;
    private int lastLetter;
    private boolean wasUpper;

    private Words(Collection<String> words, boolean withParts) {
        this.words = words;
        this.withParts = withParts;
    }

    /** The words of a text in their order, repeated ones too. */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        new Words(words, false).cut(text);
        return words;
    }

    /**
     * The words by which a text is to be found: those of {@link #of} and the parts of {@code
     * CamelCase}.
     */
    public static Set<String> toFind(String text) {
        Set<String> words = new LinkedHashSet<>();
        new Words(words, true).cut(text);
        return words;
    }

    private void cut(String text) {
        // Decomposed, an accent is a character of its own, and every width or style of a letter
        // is the plain letter.
        Normalizer.normalize(text, Normalizer.Form.NFKD).codePoints().forEach(this::take);
        end();
    }

    private void take(int c) {
        if (isAccent(c)) {
            return;
        }
        Kind next = kind(c);
        if (next == Kind.MARK && kind != Kind.NONE) {
            append(c);
            return;
        }
        if (next != kind || next == Kind.IDEOGRAPH) {
            end();
            kind = next == Kind.MARK ? Kind.NONE : next;
        }
        if (kind != Kind.NONE) {
            noteCase(Character.isUpperCase(c));
            append(c);
        }
    }

    /** A part begins with a capital behind a small letter, or with the last of many capitals. */
    private void noteCase(boolean isUpper) {
        if (isUpper && !wasUpper) {
            endPart(part.length());
        } else if (!isUpper && wasUpper) {
            endPart(lastLetter);
        }
        wasUpper = isUpper;
    }

    private void endPart(int end) {
        if (withParts && end > 0) {
            parts.add(part.substring(0, end));
            part.delete(0, end);
            lastLetter = Math.max(0, lastLetter - end);
        }
    }

    private void append(int c) {
        String folded = folded(c);
        int more = folded.codePointCount(0, folded.length());
        if (length + more <= MAX_LENGTH) {
            lastLetter = part.length();
            word.append(folded);
            part.append(folded);
            length += more;
        }
    }

    private void end() {
        if (length > 0) {
            // What was left out between two marks may have kept them from their order.
            words.add(Normalizer.normalize(word, Normalizer.Form.NFKD));
            if (!parts.isEmpty()) {
                endPart(part.length());
                words.addAll(parts);
            }
        }
        word.setLength(0);
        part.setLength(0);
        parts.clear();
        length = 0;
        wasUpper = false;
        kind = Kind.NONE;
    }

    private static boolean isAccent(int c) {
        return c >= 0x300 && c <= 0x36f;
    }

    private static Kind kind(int c) {
        if (c < 128) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                    ? Kind.LETTER
                    : c >= '0' && c <= '9' ? Kind.DIGIT : Kind.NONE;
        }
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER ->
                    kindOfLetter(c);
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    Kind.DIGIT;
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> Kind.MARK;
            default -> Kind.NONE;
        };
    }

    private static Kind kindOfLetter(int c) {
        if (Character.isIdeographic(c)) {
            return Kind.IDEOGRAPH;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HIRAGANA -> Kind.HIRAGANA;
            case KATAKANA -> Kind.KATAKANA;
            default -> c == 0x30fc ? Kind.KATAKANA : Kind.LETTER; // the mark of a long vowel
        };
    }

    /** In lower case; by way of upper case, as some letters have two lower ones (sigma). */
    private static String folded(int c) {
        if (c < 128) {
            return String.valueOf((char) Character.toLowerCase(c));
        }
        if (Character.isDigit(c)) {
            return String.valueOf((char) ('0' + Character.digit(c, 10)));
        }
        int lower = Character.toLowerCase(Character.toUpperCase(c));
        // Letters that people write without their stroke, but that do not decompose.
        return switch (lower) {
            case 'ß' -> "ss";
            case 'æ' -> "ae";
            case 'œ' -> "oe";
            case 'ø' -> "o";
            case 'ł' -> "l";
            case 'đ', 'ð' -> "d";
            case 'þ' -> "th";
            default -> Character.toString(lower);
        };
    }
}
