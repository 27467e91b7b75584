package dunlin.protocol.bencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A bencoded byte string, which may or may not be text: {@code 4:spam}. */
public final class BString extends BValue implements Comparable<BString> {
    private static final int SHOWN = 80;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]*)?");

    private final int content;

    BString(byte[] input, int start, int content, int end) {
        super(input, start, end);
        this.content = content;
    }

    /** Number of bytes, without the length prefix. */
    public int length() {
        return end() - content;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(input, content, end());
    }

    /**
     * The bytes as UTF-8 text.
     *
     * @throws ProtocolException if they are not well-formed UTF-8
     */
    public String text() throws ProtocolException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(input, content, length())).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException("not UTF-8 text: " + this, e);
        }
    }

    /** The bytes as UTF-8 text, with U+FFFD for what is malformed. */
    public String lenientText() {
        return new String(input, content, length(), UTF_8);
    }

    /** The whole number that it is in decimal digits, without the fraction that may follow. */
    OptionalLong number() {
        String text = length() <= 40 ? lenientText().strip() : "";
        return NUMBER.matcher(text).matches()
                ? OptionalLong.of(Long.parseLong(text.split("\\.")[0]))
                : OptionalLong.empty();
    }

    /** Orders by the raw bytes, unsigned: the order of keys in a dictionary. */
    @Override
    public int compareTo(BString other) {
        return Arrays.compareUnsigned(
                input, content, end(), other.input, other.content, other.end());
    }

    /** Compares the raw bytes to those of {@code key}, unsigned. */
    int compareTo(byte[] key) {
        return Arrays.compareUnsigned(input, content, end(), key, 0, key.length);
    }

    @Override
    String kind() {
        return "a string";
    }

    /** The text, cut short and made safe to print. */
    @Override
    public String toString() {
        String start = new String(input, content, Math.min(length(), SHOWN), UTF_8);
        return "\"" + SafeText.forTerminal(start) + (length() > SHOWN ? "…\"" : "\"");
    }
}
