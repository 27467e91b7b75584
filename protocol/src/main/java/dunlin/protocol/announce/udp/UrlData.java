package dunlin.protocol.announce.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Path and query of a tracker's URL in the options at the end of an announce (BEP 41).
 *
 * <pre>
 *   options = *option, to the end of the packet or of options
 *   option  = 0                          end of options
 *           | 1                          nothing
 *           | 2    length 1  data        URL data; what comes in several options is joined
 *           | 3+   length 1  data        not known yet, passed over
 * </pre>
 */
public final class UrlData {
    /** Most characters of URL data that are taken. */
    public static final int MAX_LENGTH = 2048;

    private static final int END = 0;
    private static final int NOP = 1;
    private static final int URL_DATA = 2;
    private static final int MAX_OPTION = 255;

    private UrlData() {}

    /**
     * The URL data of the options from {@code index} to the limit of a packet; empty if none is
     * sent, or it is too long or not of printable ASCII. An option that reaches past the end is the
     * end.
     */
    public static Optional<String> read(ByteBuffer packet, int index) {
        Optional<StringBuilder> data = Optional.empty();
        int at = index;
        while (at < packet.limit() && packet.get(at) != END) {
            int type = packet.get(at) & 0xff;
            if (type == NOP) {
                at++;
                continue;
            }
            int left = packet.limit() - at - 2;
            int length = left < 0 ? 0 : packet.get(at + 1) & 0xff;
            if (length > left) {
                break;
            }
            if (type == URL_DATA) {
                data = data.or(() -> Optional.of(new StringBuilder()));
                data.get().append(text(packet, at + 2, length));
            }
            at += 2 + length;
        }
        return data.map(StringBuilder::toString).filter(UrlData::isFit);
    }

    private static String text(ByteBuffer packet, int index, int length) {
        byte[] bytes = new byte[length];
        packet.get(index, bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static boolean isFit(String data) {
        return data.length() <= MAX_LENGTH && data.chars().allMatch(UrlData::isPrintable);
    }

    private static boolean isPrintable(int c) {
        return c > ' ' && c < 0x7f;
    }

    /** Throws unless it can be sent. */
    static void require(String data) {
        if (!isFit(data)) {
            throw new IllegalArgumentException("URL data of " + data.length() + " characters");
        }
    }

    static void write(String data, ByteBuffer out) {
        byte[] bytes = data.getBytes(ISO_8859_1);
        int at = 0;
        do {
            int length = Math.min(MAX_OPTION, bytes.length - at);
            out.put((byte) URL_DATA).put((byte) length).put(bytes, at, length);
            at += length;
        } while (at < bytes.length);
    }
}
