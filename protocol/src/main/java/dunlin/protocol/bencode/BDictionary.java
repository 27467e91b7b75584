package dunlin.protocol.bencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A bencoded dictionary, its keys unique: {@code d3:agei42e4:name4:spame}. The typed accessors
 * answer empty for a key that is not there and throw for one of another type; the {@code require}
 * forms throw for both. Every message names the key.
 */
public final class BDictionary extends BValue {
    /** A key with its value. */
    public record Entry(BString key, BValue value) {}

    private final List<Entry> entries;
    private final List<Entry> sorted;

    BDictionary(byte[] input, int start, int end, List<Entry> entries, List<Entry> sorted) {
        super(input, start, end);
        this.entries = List.copyOf(entries);
        this.sorted = sorted == entries ? this.entries : List.copyOf(sorted);
    }

    /** Every key with its value, in the order in which they came; unmodifiable. */
    public List<Entry> entries() {
        return entries;
    }

    /** The value of a key, whatever its type. */
    public Optional<BValue> get(String key) {
        byte[] wanted = key.getBytes(UTF_8);
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Entry entry = sorted.get(middle);
            int order = entry.key().compareTo(wanted);
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        // Of equal keys, which only messages have, the first: the order of the keys is a stable
        // one.
        return low < sorted.size() && sorted.get(low).key().compareTo(wanted) == 0
                ? Optional.of(sorted.get(low).value())
                : Optional.empty();
    }

    /** The byte string of a key. */
    public Optional<BString> string(String key) throws ProtocolException {
        return typed(key, BString.class, "a string");
    }

    /** The byte string of a key, as UTF-8 text; malformed UTF-8 throws too. */
    public Optional<String> text(String key) throws ProtocolException {
        Optional<BString> value = string(key);
        return value.isPresent() ? Optional.of(decode(key, value.get())) : Optional.empty();
    }

    /** The integer of a key. */
    public OptionalLong integer(String key) throws ProtocolException {
        Optional<BInteger> value = typed(key, BInteger.class, "an integer");
        return value.isPresent() ? OptionalLong.of(value.get().value()) : OptionalLong.empty();
    }

    /** The list of a key. */
    public Optional<BList> list(String key) throws ProtocolException {
        return typed(key, BList.class, "a list");
    }

    /** The dictionary of a key. */
    public Optional<BDictionary> dictionary(String key) throws ProtocolException {
        return typed(key, BDictionary.class, "a dictionary");
    }

    /** The byte string of a key that must be there. */
    public BString requireString(String key) throws ProtocolException {
        return require(key, string(key));
    }

    /** The byte string of a key that must be there, as UTF-8 text. */
    public String requireText(String key) throws ProtocolException {
        return decode(key, requireString(key));
    }

    /** The integer of a key that must be there. */
    public long requireInteger(String key) throws ProtocolException {
        OptionalLong value = integer(key);
        if (value.isEmpty()) {
            throw missing(key);
        }
        return value.getAsLong();
    }

    /** The list of a key that must be there. */
    public BList requireList(String key) throws ProtocolException {
        return require(key, list(key));
    }

    /** The dictionary of a key that must be there. */
    public BDictionary requireDictionary(String key) throws ProtocolException {
        return require(key, dictionary(key));
    }

    /** The byte string of a key that only advises: one of another type is passed over. */
    public Optional<BString> maybeString(String key) {
        return maybe(key, BString.class);
    }

    /** The list of a key that only advises: one of another type is passed over. */
    public Optional<BList> maybeList(String key) {
        return maybe(key, BList.class);
    }

    /** The dictionary of a key that only advises: one of another type is passed over. */
    public Optional<BDictionary> maybeDictionary(String key) {
        return maybe(key, BDictionary.class);
    }

    /** The integer of a key that only advises, also if it is written as text; else none. */
    public OptionalLong maybeInteger(String key) {
        Optional<BValue> value = get(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        return switch (value.get()) {
            case BInteger integer -> OptionalLong.of(integer.value());
            case BString text -> text.number();
            default -> OptionalLong.empty();
        };
    }

    private <T extends BValue> Optional<T> maybe(String key, Class<T> type) {
        return get(key).filter(type::isInstance).map(type::cast);
    }

    private <T extends BValue> Optional<T> typed(String key, Class<T> type, String expected)
            throws ProtocolException {
        Optional<BValue> value = get(key);
        if (value.isPresent() && !type.isInstance(value.get())) {
            throw new ProtocolException(
                    quoted(key) + " is " + value.get().kind() + " where " + expected + " belongs");
        }
        return value.map(type::cast);
    }

    private static <T> T require(String key, Optional<T> value) throws ProtocolException {
        if (value.isEmpty()) {
            throw missing(key);
        }
        return value.get();
    }

    private static String decode(String key, BString value) throws ProtocolException {
        try {
            return value.text();
        } catch (ProtocolException e) {
            throw new ProtocolException(quoted(key) + " is " + e.getMessage(), e);
        }
    }

    private static ProtocolException missing(String key) {
        return new ProtocolException(quoted(key) + " is missing");
    }

    private static String quoted(String key) {
        return "\"" + SafeText.forTerminal(key) + "\"";
    }

    @Override
    String kind() {
        return "a dictionary";
    }

    @Override
    public String toString() {
        return "dictionary of " + entries.size();
    }
}
