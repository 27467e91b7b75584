package dunlin.protocol.bencode;

/** A bencoded integer, as far as it fits 64 bits: {@code i42e}. */
public final class BInteger extends BValue {
    private final long value;

    BInteger(byte[] input, int start, int end, long value) {
        super(input, start, end);
        this.value = value;
    }

    /** The number. */
    public long value() {
        return value;
    }

    @Override
    String kind() {
        return "an integer";
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
