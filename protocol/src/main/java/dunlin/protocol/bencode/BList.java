package dunlin.protocol.bencode;

import java.util.List;

/** A bencoded list: {@code l4:spami42ee}. */
public final class BList extends BValue {
    private final List<BValue> values;

    BList(byte[] input, int start, int end, List<BValue> values) {
        super(input, start, end);
        this.values = List.copyOf(values);
    }

    /** The values in order; unmodifiable. */
    public List<BValue> values() {
        return values;
    }

    @Override
    String kind() {
        return "a list";
    }

    @Override
    public String toString() {
        return "list of " + values.size();
    }
}
