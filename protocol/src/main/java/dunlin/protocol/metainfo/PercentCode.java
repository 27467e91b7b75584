package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Percent-encoding of text in a magnet link's parameters (RFC 3986, section 2.1), as UTF-8. */
final class PercentCode {
    /** What stands for itself: unreserved, and what means nothing inside a parameter's value. */
    private static final String PLAIN = "-._~:,[]";

    private PercentCode() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() * 2);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean alphanumeric =
                    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (alphanumeric || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** Malformed UTF-8 becomes U+FFFD; {@code +} stays as it is. */
    static String decode(String text) throws ProtocolException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.write(bytes[i]);
                continue;
            }
            if (i + 2 >= bytes.length
                    || !HexFormat.isHexDigit(bytes[i + 1])
                    || !HexFormat.isHexDigit(bytes[i + 2])) {
                int end = Math.min(i + 3, bytes.length);
                throw new ProtocolException(
                        "a broken percent-code in the magnet link: "
                                + new String(bytes, i, end - i, ISO_8859_1));
            }
            decoded.write(
                    HexFormat.fromHexDigit(bytes[i + 1]) << 4
                            | HexFormat.fromHexDigit(bytes[i + 2]));
            i += 2;
        }
        return decoded.toString(UTF_8);
    }
}
