package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;

/**
 * What the first bytes of a connection are: a whole announce or scrape and nothing more, what may
 * still become one, or anything else.
 *
 * <pre>
 *   "GET " path [ "?" query ] " HTTP/1." digit CRLF *( field CRLF ) CRLF       a bare LF counts as CRLF
 * </pre>
 *
 * Only what is beyond doubt counts as an announce. Whatever is odd (another method, an absolute
 * URL, a body, more behind the request, a trace of a proxy, anything but printable ASCII) is left
 * to the library, which knows all of HTTP and answers announces as well, only slower.
 */
sealed interface FirstBytes {
    /** Most bytes that are looked at. */
    int MAX = 4096;

    /** A whole request. */
    record Announce(AnnouncePath path, String query) implements FirstBytes {}

    /** Anything else. */
    enum Otherwise implements FirstBytes {
        /** More bytes will tell. */
        UNDECIDED,
        /** No announce, or none to be read here. */
        FOREIGN
    }

    /**
     * Looks at the first bytes.
     *
     * @param bytes of which {@code length} have come
     */
    static FirstBytes of(byte[] bytes, int length) {
        FirstBytes found = new Look(bytes, length).request();
        return found == Otherwise.UNDECIDED && length >= MAX ? Otherwise.FOREIGN : found;
    }

    /** One look at the bytes that have come, from left to right. */
    final class Look {
        private static final byte[] METHOD = "GET ".getBytes(ISO_8859_1);
        private static final byte[] VERSION = " HTTP/1.".getBytes(ISO_8859_1);

        /** The fields that announce a body, in lower case. */
        private static final byte[] LENGTH = "content-length".getBytes(ISO_8859_1);

        private static final byte[] CODING = "transfer-encoding".getBytes(ISO_8859_1);

        /** The fields that tell of a proxy, in lower case. */
        private static final byte[] FORWARDED = "forwarded".getBytes(ISO_8859_1);

        private static final byte[] VIA = "via".getBytes(ISO_8859_1);
        private static final byte[] X_FORWARDED = "x-".getBytes(ISO_8859_1);

        private final byte[] bytes;
        private final int length;

        private Look(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        private FirstBytes request() {
            if (!agrees(0, METHOD)) {
                return Otherwise.FOREIGN;
            }
            int question = 0;
            int end = METHOD.length;
            while (end < length && bytes[end] > ' ' && bytes[end] != 0x7f) {
                if (bytes[end] == '?' && question == 0) {
                    question = end;
                }
                end++;
            }
            if (end >= length) {
                return Otherwise.UNDECIDED;
            }
            int pathEnd = question == 0 ? end : question;
            Optional<AnnouncePath> path = AnnouncePath.of(text(METHOD.length, pathEnd));
            if (path.isEmpty() || !agrees(end, VERSION)) {
                return Otherwise.FOREIGN;
            }
            int digit = end + VERSION.length;
            if (digit >= length) {
                return Otherwise.UNDECIDED;
            }
            if (bytes[digit] < '0' || bytes[digit] > '9') {
                return Otherwise.FOREIGN;
            }
            String query = question == 0 ? "" : text(question + 1, end);
            return fields(digit + 1, new Announce(path.get(), query));
        }

        /** Goes through the fields, beginning with the end of the request line. */
        private FirstBytes fields(int from, Announce announce) {
            int at = from;
            int lineStart = from;
            boolean firstLine = true;
            while (at < length) {
                byte b = bytes[at];
                if (b == '\n') {
                    boolean empty = at == lineStart || at == lineStart + 1 && bytes[at - 1] == '\r';
                    if (firstLine ? !empty : isMisplaced(lineStart, at)) {
                        return Otherwise.FOREIGN;
                    }
                    if (empty && !firstLine) {
                        return at + 1 == length ? announce : Otherwise.FOREIGN;
                    }
                    firstLine = false;
                    lineStart = at + 1;
                } else if ((b < ' ' && b != '\t' || b == 0x7f) && !isEndOfLine(at)) {
                    return Otherwise.FOREIGN;
                }
                at++;
            }
            return Otherwise.UNDECIDED;
        }

        /** A CR counts only right before a LF, of which there may be nothing yet. */
        private boolean isEndOfLine(int at) {
            return bytes[at] == '\r' && (at + 1 >= length || bytes[at + 1] == '\n');
        }

        /** A field that tells of a body or a proxy, or a line that continues the one before. */
        private boolean isMisplaced(int from, int to) {
            return switch (bytes[from]) {
                case 'c', 'C' -> startsWith(from, to, LENGTH);
                case 't', 'T' -> startsWith(from, to, CODING);
                case 'f', 'F' -> startsWith(from, to, FORWARDED);
                case 'v', 'V' -> startsWith(from, to, VIA);
                case 'x', 'X' -> startsWith(from, to, X_FORWARDED);
                case ' ', '\t', ':' -> true;
                default -> false;
            };
        }

        private boolean startsWith(int from, int to, byte[] lowerCase) {
            if (to - from < lowerCase.length) {
                return false;
            }
            for (int i = 0; i < lowerCase.length; i++) {
                // In ASCII a letter becomes lower case with this bit, and '-' has it already.
                if ((bytes[from + i] | 0x20) != lowerCase[i]) {
                    return false;
                }
            }
            return true;
        }

        private String text(int from, int to) {
            return new String(bytes, from, to - from, ISO_8859_1);
        }

        /** Whether what has come so far is what is expected. */
        private boolean agrees(int at, byte[] expected) {
            int there = Math.min(expected.length, length - at);
            for (int i = 0; i < there; i++) {
                if (bytes[at + i] != expected[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
