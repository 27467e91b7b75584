package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.util.Optional;
import java.util.OptionalInt;

/** The rule for names of peers: short, and nothing in them that a terminal would obey. */
public final class PeerName {
    /** Most bytes of a name in UTF-8. */
    public static final int MAX_BYTES = 100;

    private PeerName() {}

    /**
     * The name with the blanks around it removed.
     *
     * @throws ProtocolException if it is empty, too long, or has control, direction-changing or
     *     other invisible characters, or blanks that are not U+0020
     */
    public static String check(String name) throws ProtocolException {
        String stripped = name.strip();
        int length = stripped.getBytes(UTF_8).length;
        if (length == 0 || length > MAX_BYTES) {
            throw new ProtocolException(
                    "a peer's name of " + length + " bytes, 1 to " + MAX_BYTES + " are allowed");
        }
        String safe = SafeText.forTerminal(stripped);
        OptionalInt hidden = stripped.codePoints().filter(PeerName::isHidden).findFirst();
        if (hidden.isPresent()) {
            throw new ProtocolException(
                    "a peer's name with invisible characters, as U+%04X: %s"
                            .formatted(hidden.getAsInt(), safe));
        }
        return stripped;
    }

    /** The name as {@link #check} has it; empty if that refuses it. */
    static Optional<String> ifFit(String name) {
        try {
            return Optional.of(check(name));
        } catch (ProtocolException _) {
            return Optional.empty();
        }
    }

    /**
     * Whether nothing is seen of it, or a blank that is not the usual one, so that two names would
     * look the same: what SafeText escapes, odd blanks, and what Unicode calls default-ignorable.
     */
    private static boolean isHidden(int c) {
        return c != ' ' && Character.isSpaceChar(c)
                || !SafeText.forTerminal(Character.toString(c)).equals(Character.toString(c))
                || isDefaultIgnorable(c)
                || c == 0x2800; // the blank of braille
    }

    /** The property Default_Ignorable_Code_Point of Unicode 17, which Java does not have. */
    private static boolean isDefaultIgnorable(int c) {
        return c == 0xad
                || c == 0x34f
                || c == 0x61c
                || c == 0x3164
                || c == 0xfeff
                || c == 0xffa0
                || isIn(c, 0x115f, 0x1160)
                || isIn(c, 0x17b4, 0x17b5)
                || isIn(c, 0x180b, 0x180f)
                || isIn(c, 0x200b, 0x200f)
                || isIn(c, 0x202a, 0x202e)
                || isIn(c, 0x2060, 0x206f)
                || isIn(c, 0xfe00, 0xfe0f)
                || isIn(c, 0xfff0, 0xfff8)
                || isIn(c, 0x1bca0, 0x1bca3)
                || isIn(c, 0x1d173, 0x1d17a)
                || isIn(c, 0xe0000, 0xe0fff);
    }

    private static boolean isIn(int c, int first, int last) {
        return first <= c && c <= last;
    }
}
