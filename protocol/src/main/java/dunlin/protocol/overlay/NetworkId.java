package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.Hashes;
import dunlin.protocol.InfoHash;
import java.util.Arrays;

/**
 * A network of named peers, as its members know it: by a name alone. All that is signed is signed
 * for one network, and words are hashed for one, so that nothing of one is taken for another's.
 *
 * @param infoHash the swarm in which its members find each other: SHA-1("dunlin network 1" LF name)
 * @param wordKey 16 bytes with which its words are hashed: the first of SHA-256("dunlin words 1" LF
 *     name)
 */
public record NetworkId(InfoHash infoHash, Octets wordKey) {
    /** The name of the network that everybody belongs to who names no other. */
    public static final String COMMON = "dunlin";

    /** Most bytes of a name in UTF-8. */
    public static final int MAX_NAME = 100;

    private static final int WORD_KEY = 16;

    public NetworkId {
        if (wordKey.length() != WORD_KEY) {
            throw new IllegalArgumentException("a key of " + wordKey.length() + " bytes");
        }
    }

    /**
     * The network of that name; the same for everybody, letter by letter.
     *
     * @throws IllegalArgumentException if the name is empty or has more than {@link #MAX_NAME}
     *     bytes
     */
    public static NetworkId of(String name) {
        int length = name.getBytes(UTF_8).length;
        if (length == 0 || length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a network's name of " + length + " bytes, 1 to " + MAX_NAME + " are allowed");
        }
        InfoHash infoHash = InfoHash.ofInfo(("dunlin network 1\n" + name).getBytes(UTF_8));
        byte[] words = Hashes.sha256(("dunlin words 1\n" + name).getBytes(UTF_8));
        return new NetworkId(infoHash, Octets.of(Arrays.copyOf(words, WORD_KEY)));
    }
}
