package dunlin.protocol.bencode;

import dunlin.protocol.ProtocolException;

/**
 * Reads bencode (BEP 3) strictly, so that two programs never see different things in the same
 * bytes: a number is written in one way only, and no key twice. But keys may stand in any order, as
 * many programs do not sort them; whatever is hashed is hashed as it came.
 */
public final class Bencode {
    /**
     * How much of it is read before it is refused.
     *
     * @param maxBytes longest value, in bytes
     * @param maxDepth how many lists and dictionaries may stand inside one another; bounds the
     *     stack
     * @param maxValues most values, keys counted too; bounds the memory, about 40 bytes each
     */
    public record Limits(int maxBytes, int maxDepth, int maxValues) {
        /** For a {@code .torrent} file or an info dictionary: hundreds of thousands of files. */
        public static final Limits TORRENT = new Limits(64 << 20, 128, 2_000_000);

        /** For what a peer or a tracker says in one message. */
        public static final Limits MESSAGE = new Limits(1 << 20, 16, 100_000);

        public Limits {
            if (maxBytes < 1 || maxDepth < 0 || maxDepth > 1_000 || maxValues < 1) {
                throw new IllegalArgumentException(
                        "no such limits: " + maxBytes + ", " + maxDepth + ", " + maxValues);
            }
        }
    }

    private Bencode() {}

    /**
     * Reads an input that is exactly one value.
     *
     * @param input not copied: the values point into it
     * @throws ProtocolException if it is malformed, exceeds a limit, or goes on after the value
     */
    public static BValue parse(byte[] input, Limits limits) throws ProtocolException {
        if (input.length > limits.maxBytes()) {
            throw new ProtocolException(
                    input.length + " bytes of bencode, at most " + limits.maxBytes() + " are read");
        }
        BValue value = parsePrefix(input, 0, limits);
        if (value.end() != input.length) {
            throw new ProtocolException(
                    (input.length - value.end()) + " bytes after the end of the bencoded value");
        }
        return value;
    }

    /**
     * Reads the one value that begins at {@code from}; whatever follows it is left alone, and
     * {@link BValue#end} tells where that begins.
     *
     * @param input not copied: the values point into it
     * @throws ProtocolException if it is malformed or exceeds a limit
     */
    public static BValue parsePrefix(byte[] input, int from, Limits limits)
            throws ProtocolException {
        return new BencodeReader(input, from, limits, false).value();
    }

    /**
     * Reads an input that is exactly one dictionary, as {@link #parse} does.
     *
     * @throws ProtocolException if it is something else too
     */
    public static BDictionary dictionary(byte[] input, Limits limits) throws ProtocolException {
        return dictionary(parse(input, limits));
    }

    private static BDictionary dictionary(BValue value) throws ProtocolException {
        if (value instanceof BDictionary dictionary) {
            return dictionary;
        }
        throw new ProtocolException(value.kind() + " where a dictionary belongs");
    }

    /**
     * Reads the dictionary of a message, with which an input begins, with patience: what follows is
     * left alone, of a key that stands there several times the first counts, and a number that is
     * written in another way (zeros in front, a fraction, more than 64 bits) is the nearest one.
     *
     * @param message not copied: the values point into it
     * @throws ProtocolException if there is none, or it exceeds {@link Limits#MESSAGE}
     */
    public static BDictionary message(byte[] message) throws ProtocolException {
        return dictionary(new BencodeReader(message, 0, Limits.MESSAGE, true).value());
    }

    /**
     * Reads a dictionary with which an input begins; what follows it is passed over.
     *
     * @throws ProtocolException if there is none, it is malformed or the input exceeds a limit
     */
    public static BDictionary leadingDictionary(byte[] input, Limits limits)
            throws ProtocolException {
        return dictionary(parsePrefix(input, 0, limits));
    }
}
