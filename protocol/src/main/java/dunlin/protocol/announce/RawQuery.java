package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The query of a URL whose values are raw bytes, as info-hashes and peer ids are (BEP 3).
 *
 * <pre>
 *   query = pair *( "&amp;" pair )
 *   pair  = key [ "=" value ]
 *   value = *( unreserved | "%" hex hex | "+" )      "+" is a space, as HTML forms write it
 * </pre>
 *
 * A general library is of no use here: it decodes to text and so destroys the bytes. Whatever else
 * stands in a value is taken for the bytes that it is.
 */
final class RawQuery {
    private static final int MAX_PAIRS = 256;
    private static final byte[] NOTHING = {};
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pair(String key, byte[] value) {}

    private final List<Pair> pairs = new ArrayList<>();

    /**
     * Reads a query.
     *
     * @param query what follows the question mark, without it
     * @param maxLength most characters that it may have
     */
    static RawQuery parse(String query, int maxLength) throws ProtocolException {
        if (query.length() > maxLength) {
            throw new ProtocolException(
                    "a query of " + query.length() + " characters, at most " + maxLength);
        }
        RawQuery parsed = new RawQuery();
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            if (end > start) {
                parsed.add(query.substring(start, end));
            }
            start = end + 1;
        }
        return parsed;
    }

    private void add(String pair) throws ProtocolException {
        if (pairs.size() == MAX_PAIRS) {
            throw new ProtocolException("a query of more than " + MAX_PAIRS + " parameters");
        }
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        pairs.add(new Pair(key, decode(equals < 0 ? "" : pair.substring(equals + 1))));
    }

    /** Every value of a key, in order. */
    List<byte[]> all(String key) {
        return pairs.stream().filter(pair -> pair.key.equals(key)).map(Pair::value).toList();
    }

    /**
     * The value of a key, if it is there; two that differ are refused, for either could be meant.
     */
    Optional<byte[]> one(String key) throws ProtocolException {
        Optional<byte[]> first = first(key);
        for (Pair pair : pairs) {
            if (pair.key.equals(key) && !Arrays.equals(pair.value, first.orElse(NOTHING))) {
                throw new ProtocolException(key + " stands in the query with different values");
            }
        }
        return first;
    }

    /** The first value of a key, if it is there. */
    Optional<byte[]> first(String key) {
        for (Pair pair : pairs) {
            if (pair.key.equals(key)) {
                return Optional.of(pair.value);
            }
        }
        return Optional.empty();
    }

    /** A value that must be there with exactly this many bytes. */
    byte[] bytes(String key, int length) throws ProtocolException {
        byte[] value = one(key).orElseThrow(() -> new ProtocolException(key + " is missing"));
        return exactly(key, value, length);
    }

    static byte[] exactly(String key, byte[] value, int length) throws ProtocolException {
        if (value.length != length) {
            throw new ProtocolException(
                    key + " has " + value.length + " bytes, " + length + " belong there");
        }
        return value;
    }

    /** A number of decimal digits; one that is less than {@code min} or too large is refused. */
    OptionalLong number(String key, long min, long max) throws ProtocolException {
        Optional<byte[]> value = one(key).filter(bytes -> bytes.length > 0);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = new String(value.get(), US_ASCII);
        try {
            long number = digits.length() > 20 ? min - 1 : Long.parseLong(digits);
            if (number >= min && number <= max) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // Falls through to the same refusal: it is no number in the range either.
        }
        throw new ProtocolException(key + " is no number from " + min + " to " + max);
    }

    /** Text in UTF-8; an empty value counts as not there. */
    Optional<String> text(String key, int maxBytes) throws ProtocolException {
        Optional<byte[]> value = one(key).filter(bytes -> bytes.length > 0);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get().length > maxBytes) {
            throw new ProtocolException(
                    key + " has " + value.get().length + " bytes, at most " + maxBytes);
        }
        return Optional.of(
                decoded(value.get())
                        .orElseThrow(() -> new ProtocolException(key + " is not UTF-8 text")));
    }

    /** A number that only advises: the nearest one of 64 bits; what is none is passed over. */
    OptionalLong maybeNumber(String key) {
        byte[] text = first(key).orElse(NOTHING);
        boolean negative = text.length > 0 && text[0] == '-';
        int at = negative ? 1 : 0;
        if (at == text.length) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (; at < text.length; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return OptionalLong.of(negative ? -value : value);
    }

    /** Text that only advises: what is too long, or no UTF-8, is passed over. */
    Optional<String> maybeText(String key, int maxBytes) {
        return first(key)
                .filter(bytes -> bytes.length > 0 && bytes.length <= maxBytes)
                .flatMap(RawQuery::decoded);
    }

    private static Optional<String> decoded(byte[] text) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** Writes every byte that is not unreserved (RFC 3986, 2.3) as {@code %xx}. */
    static String encode(byte[] value) {
        StringBuilder out = new StringBuilder(value.length * 3);
        for (byte b : value) {
            if (b > 0 && UNRESERVED.indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.toString();
    }

    private static byte[] decode(String text) {
        byte[] out = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isCode =
                    c == '%'
                            && i + 2 < text.length()
                            && HexFormat.isHexDigit(text.charAt(i + 1))
                            && HexFormat.isHexDigit(text.charAt(i + 2));
            if (isCode) {
                out[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
                i += 2;
            } else {
                out[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    @Override
    public String toString() {
        return Arrays.toString(pairs.stream().map(Pair::key).toArray());
    }
}
