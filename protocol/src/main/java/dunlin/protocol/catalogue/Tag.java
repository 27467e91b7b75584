package dunlin.protocol.catalogue;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.util.Locale;

/** The rule for tags of shares: short, in lower case, and nothing invisible in them. */
public final class Tag {
    /** Most characters of a tag. */
    public static final int MAX_LENGTH = 32;

    private Tag() {}

    /**
     * The tag in lower case, the blanks around it removed.
     *
     * @throws ProtocolException if it is empty, too long, or has invisible characters
     */
    public static String check(String tag) throws ProtocolException {
        String lower = tag.strip().toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || lower.length() > MAX_LENGTH) {
            throw new ProtocolException(
                    "a tag of "
                            + lower.length()
                            + " characters, 1 to "
                            + MAX_LENGTH
                            + " are allowed");
        }
        String safe = SafeText.forTerminal(lower);
        if (!safe.equals(lower)) {
            throw new ProtocolException("a tag with invisible characters: " + safe);
        }
        return lower;
    }
}
