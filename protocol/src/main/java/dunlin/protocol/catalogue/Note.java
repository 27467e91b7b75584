package dunlin.protocol.catalogue;

import dunlin.protocol.ProtocolException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What its owner says about a share beyond its content.
 *
 * @param description plain text of one or more lines, at most 2,000 characters; may be empty
 * @param tags at most 16, as {@link Tag} has them; repeated ones count once
 */
public record Note(String description, List<String> tags) {
    /** Nothing said. */
    public static final Note NONE = new Note("", List.of());

    /** Most characters of a description. */
    public static final int MAX_DESCRIPTION = 2_000;

    /** Most tags of a share. */
    public static final int MAX_TAGS = 16;

    /**
     * @throws IllegalArgumentException if it is beyond these limits; the message says how
     */
    public Note {
        if (description.length() > MAX_DESCRIPTION) {
            throw new IllegalArgumentException(
                    "a description of more than " + MAX_DESCRIPTION + " characters");
        }
        Set<String> checked = new LinkedHashSet<>();
        try {
            for (String tag : tags) {
                checked.add(Tag.check(tag));
            }
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        if (checked.size() > MAX_TAGS) {
            throw new IllegalArgumentException("more than " + MAX_TAGS + " tags");
        }
        tags = List.copyOf(checked);
    }

    /**
     * What of a stranger's words is within these limits: a description that is too long is cut, and
     * what is no tag, or one too many, is left out.
     */
    public static Note shortened(String description, List<String> tags) {
        Set<String> kept = new LinkedHashSet<>();
        for (String tag : tags) {
            try {
                kept.add(Tag.check(tag));
            } catch (ProtocolException _) {
                // The others remain.
            }
        }
        return new Note(cut(description), kept.stream().limit(MAX_TAGS).toList());
    }

    private static String cut(String description) {
        if (description.length() <= MAX_DESCRIPTION) {
            return description;
        }
        // Not between the two halves of a character.
        boolean isHalf = Character.isHighSurrogate(description.charAt(MAX_DESCRIPTION - 1));
        return description.substring(0, MAX_DESCRIPTION - (isHalf ? 1 : 0));
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return description.isEmpty() && tags.isEmpty();
    }
}
