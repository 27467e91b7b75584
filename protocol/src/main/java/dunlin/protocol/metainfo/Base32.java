package dunlin.protocol.metainfo;

import java.util.Optional;

/** The base32 of RFC 4648, section 6, as far as info-hashes in old magnet links need it. */
final class Base32 {
    private Base32() {}

    /** The 20 bytes that these 32 letters of either case stand for; empty if they are no base32. */
    static Optional<byte[]> decode(String text) {
        if (text.length() != 32) {
            return Optional.empty();
        }
        byte[] bytes = new byte[20];
        for (int i = 0; i < text.length(); i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            for (int bit = 0; bit < 5; bit++) {
                if ((digit & (0x10 >> bit)) != 0) {
                    int at = i * 5 + bit;
                    bytes[at >> 3] |= (byte) (0x80 >> (at & 7));
                }
            }
        }
        return Optional.of(bytes);
    }

    private static int digit(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        } else if (c >= 'a' && c <= 'z') {
            return c - 'a';
        } else if (c >= '2' && c <= '7') {
            return c - '2' + 26;
        }
        return -1;
    }
}
