package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;

/** The rule for names of peers: short, and nothing in them that a terminal would obey. */
public final class PeerName {
    /** Most bytes of a name in UTF-8. */
    public static final int MAX_BYTES = 100;

    private PeerName() {}

    /**
     * The name with the blanks around it removed.
     *
     * @throws ProtocolException if it is empty, too long, or has control, direction-changing or
     *     other invisible characters
     */
    public static String check(String name) throws ProtocolException {
        String stripped = name.strip();
        int length = stripped.getBytes(UTF_8).length;
        if (length == 0 || length > MAX_BYTES) {
            throw new ProtocolException(
                    "a peer's name of " + length + " bytes, 1 to " + MAX_BYTES + " are allowed");
        }
        String safe = SafeText.forTerminal(stripped);
        if (!safe.equals(stripped)) {
            throw new ProtocolException("a peer's name with invisible characters: " + safe);
        }
        return stripped;
    }
}
