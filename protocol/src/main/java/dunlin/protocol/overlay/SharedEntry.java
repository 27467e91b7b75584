package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import java.util.Optional;

/**
 * A share, as its sharer tells of it.
 *
 * @param number what the sharer calls it: stays with the share, from 1
 * @param id the name of its swarm: the v1 info-hash, or the truncated v2 one
 * @param v2 its v2 info-hash, if it has one; where {@code id} is the beginning of it, it has no v1
 *     one
 * @param name as its metadata has it, at most {@link #MAX_NAME} bytes in UTF-8; cut if longer
 * @param size bytes of content
 * @param files number of files, padding not counted
 * @param since when it was shared, in milliseconds since 1970
 */
public record SharedEntry(
        int number,
        InfoHash id,
        Optional<InfoHashV2> v2,
        String name,
        long size,
        int files,
        long since) {
    /** Most bytes of a name. */
    public static final int MAX_NAME = 255;

    public SharedEntry {
        name = cut(name);
        if (number < 1 || size < 0 || files < 0 || since < 0) {
            throw new IllegalArgumentException(
                    "number %d, %d bytes in %d files, since %d"
                            .formatted(number, size, files, since));
        }
    }

    /** No part of a character is left at the end. */
    private static String cut(String name) {
        String cut = name;
        while (cut.getBytes(UTF_8).length > MAX_NAME) {
            int most = Math.min(cut.length(), MAX_NAME + 1);
            cut = cut.substring(0, cut.offsetByCodePoints(most, -1));
        }
        return cut;
    }
}
