package dunlin.tracker.access;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who belongs to the index, from a file that a person keeps.
 *
 * <pre>
 *   # whoever is listed here may register and announce
 *   key   5f0c…64 hexadecimal digits…   anna's laptop
 *   token gT4…16 to 64 letters, digits, - and _…   the old seedbox: /announce/TOKEN
 * </pre>
 *
 * What follows a key or token on its line is a remark. Immutable.
 */
public record Members(Set<PeerKey> keys, Set<String> tokens) {
    private static final long MAX_BYTES = 16 << 20;

    public Members {
        keys = Set.copyOf(keys);
        tokens = Set.copyOf(tokens);
    }

    /** Whether a pass is a member's. */
    boolean include(Gate.Pass pass) {
        return pass.key().filter(keys::contains).isPresent()
                || pass.token().filter(tokens::contains).isPresent();
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it cannot be read, or a line of it is none; one line for a person
     */
    public static Members read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too large for a list of members");
        }
        Set<PeerKey> keys = new HashSet<>();
        Set<String> tokens = new HashSet<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    add(line.split("\\s+", 3), keys, tokens);
                } catch (ProtocolException e) {
                    throw new IOException(
                            "%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
                }
            }
        }
        return new Members(keys, tokens);
    }

    private static void add(String[] words, Set<PeerKey> keys, Set<String> tokens)
            throws ProtocolException {
        String kind = words.length > 1 ? words[0] : "";
        switch (kind) {
            case "key" -> keys.add(PeerKey.parse(words[1]));
            case "token" -> {
                if (!words[1].matches("[\\w-]{16,64}")) {
                    throw new ProtocolException(
                            "a token is 16 to 64 letters, digits, hyphens and underscores");
                }
                tokens.add(words[1]);
            }
            default -> throw new ProtocolException("neither \"key HEX\" nor \"token TOKEN\"");
        }
    }
}
