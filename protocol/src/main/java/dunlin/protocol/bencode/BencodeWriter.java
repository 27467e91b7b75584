package dunlin.protocol.bencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes one bencoded value (BEP 3) call by call:
 *
 * <pre>{@code
 * new BencodeWriter().dictionary().key("age").integer(42).key("name").text("spam").end().toBytes()
 * }</pre>
 *
 * What the reader would refuse (keys out of order, a key without value, anything left open) throws
 * {@link IllegalStateException}. Not thread-safe.
 */
public final class BencodeWriter {
    /** A list or dictionary not ended yet. */
    private static final class Open {
        final boolean dictionary;
        byte @Nullable [] lastKey;
        boolean keyed;

        Open(boolean dictionary) {
            this.dictionary = dictionary;
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Open> open = new ArrayDeque<>();

    /** Begins a dictionary: keys and values follow, then {@link #end}. */
    public BencodeWriter dictionary() {
        beforeValue();
        out.write('d');
        open.push(new Open(true));
        return this;
    }

    /** Begins a list: values follow, then {@link #end}. */
    public BencodeWriter list() {
        beforeValue();
        out.write('l');
        open.push(new Open(false));
        return this;
    }

    /** Ends the list or dictionary that was begun last. */
    public BencodeWriter end() {
        if (open.isEmpty() || open.peek().keyed) {
            throw new IllegalStateException("nothing to end, or a key without value");
        }
        open.pop();
        out.write('e');
        return this;
    }

    /** A key; its value must follow. */
    public BencodeWriter key(String key) {
        return key(key.getBytes(UTF_8));
    }

    /** A key; its value must follow. */
    public BencodeWriter key(byte[] key) {
        Open dictionary = open.peek();
        if (dictionary == null || !dictionary.dictionary || dictionary.keyed) {
            throw new IllegalStateException("no place for a key");
        }
        byte[] last = dictionary.lastKey;
        if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
            throw new IllegalStateException(
                    "the key " + new String(key, UTF_8) + " after " + new String(last, UTF_8));
        }
        dictionary.lastKey = key.clone();
        dictionary.keyed = true;
        writeString(key);
        return this;
    }

    /** An integer. */
    public BencodeWriter integer(long value) {
        beforeValue();
        out.writeBytes(("i" + value + "e").getBytes(UTF_8));
        return this;
    }

    /** A byte string. */
    public BencodeWriter string(byte[] value) {
        beforeValue();
        writeString(value);
        return this;
    }

    /** A byte string that is text in UTF-8. */
    public BencodeWriter text(String value) {
        return string(value.getBytes(UTF_8));
    }

    /** A value that is bencoded already; taken as it is, unchecked. */
    public BencodeWriter raw(byte[] encoded) {
        beforeValue();
        out.writeBytes(encoded);
        return this;
    }

    /** The bytes of the one value that was written. */
    public byte[] toBytes() {
        if (!open.isEmpty() || out.size() == 0) {
            throw new IllegalStateException("the value is not ended");
        }
        return out.toByteArray();
    }

    private void writeString(byte[] value) {
        out.writeBytes((value.length + ":").getBytes(UTF_8));
        out.writeBytes(value);
    }

    private void beforeValue() {
        Open parent = open.peek();
        if (parent == null) {
            if (out.size() > 0) {
                throw new IllegalStateException("one value only");
            }
        } else if (parent.dictionary) {
            if (!parent.keyed) {
                throw new IllegalStateException("a value without key in a dictionary");
            }
            parent.keyed = false;
        }
    }
}
