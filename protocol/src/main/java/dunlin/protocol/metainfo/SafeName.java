package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.util.regex.Pattern;

/**
 * The rule for one name of a file or folder that comes from a stranger: whatever is accepted stays
 * inside its folder and is the same single file on Linux, macOS and Windows.
 *
 * <p>Accepted on purpose, because honest folders are full of them and nothing can come of it:
 * {@code :} after the first letters, {@code *}, {@code ?}, quotes, a device's name with an ending
 * ({@code aux.c}), names that begin with a dot, and any script.
 */
public final class SafeName {
    /** The longest name that file systems store, in bytes of UTF-8. */
    public static final int MAX_BYTES = 255;

    /** What Windows takes for a device in every folder. */
    private static final Pattern DEVICE =
            Pattern.compile("(?i)con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$");

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");

    private SafeName() {}

    /**
     * Gives back the name if it is safe.
     *
     * @throws ProtocolException if it is not; the message shows the name, made safe to print
     */
    public static String check(String name) throws ProtocolException {
        if (name.isEmpty()) {
            throw new ProtocolException("an empty file name");
        }
        if (name.equals(".") || name.equals("..")) {
            throw refused(name, "leads out of its folder");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\') {
                throw refused(name, "contains a path separator");
            }
            if (Character.isISOControl(c)) {
                throw refused(name, "contains a control character");
            }
        }
        if (isTooLong(name)) {
            throw refused(name, "is longer than " + MAX_BYTES + " bytes");
        }
        if (DRIVE.matcher(name).lookingAt()) {
            throw refused(name, "begins like a Windows drive");
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            throw refused(name, "ends in a dot or space, which Windows drops");
        }
        if (DEVICE.matcher(name).matches()) {
            throw refused(name, "is a device on Windows");
        }
        return name;
    }

    private static boolean isTooLong(String name) {
        return name.length() > MAX_BYTES
                || (name.length() > MAX_BYTES / 3 && name.getBytes(UTF_8).length > MAX_BYTES);
    }

    private static ProtocolException refused(String name, String why) {
        String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        return new ProtocolException(
                "the file name \"" + SafeText.forTerminal(shown) + "\" " + why);
    }
}
