package dunlin.protocol.bencode;

import java.util.Arrays;

/**
 * One bencoded value (BEP 3), pointing into the input that it was read from: its raw bytes can be
 * hashed exactly as they came. Immutable as long as nobody changes that input. Two values are equal
 * if their bytes are.
 */
public abstract sealed class BValue permits BInteger, BString, BList, BDictionary {
    final byte[] input;
    private final int start;
    private final int end;

    BValue(byte[] input, int start, int end) {
        this.input = input;
        this.start = start;
        this.end = end;
    }

    /** Where the value begins in the input, in bytes. */
    public final int start() {
        return start;
    }

    /** Where the value ends in the input: the first byte after it. */
    public final int end() {
        return end;
    }

    /** A copy of the value's raw bytes as they came. */
    public final byte[] encoded() {
        return Arrays.copyOfRange(input, start, end);
    }

    /** What it is, as messages to a person call it: {@code a list}. */
    abstract String kind();

    @Override
    public final boolean equals(Object other) {
        return other instanceof BValue that
                && Arrays.equals(input, start, end, that.input, that.start, that.end);
    }

    @Override
    public final int hashCode() {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + input[i];
        }
        return hash;
    }
}
