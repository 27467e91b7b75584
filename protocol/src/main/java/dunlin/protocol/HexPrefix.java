package dunlin.protocol;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The first hexadecimal digits of a hash or a key, by which people name it and a store finds it.
 *
 * @param digits 1 to 64, in lower case
 */
public record HexPrefix(String digits) {
    /** Fewest digits that name a share: fewer may as well be a word. */
    public static final int MIN_OF_ID = 6;

    private static final int MAX = 64;

    /**
     * @throws IllegalArgumentException unless they are 1 to 64 hexadecimal digits
     */
    public HexPrefix {
        if (digits.isEmpty()
                || digits.length() > MAX
                || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("no hexadecimal digits: " + digits);
        }
        digits = digits.toLowerCase(Locale.ROOT);
    }

    /** The beginning of a share's id, if a text is that: {@value #MIN_OF_ID} digits or more. */
    public static Optional<HexPrefix> ofId(String text) {
        return text.length() >= MIN_OF_ID
                        && text.length() <= MAX
                        && text.chars().allMatch(HexFormat::isHexDigit)
                ? Optional.of(new HexPrefix(text))
                : Optional.empty();
    }

    /** All digits of an info-hash, with which a v2 one may begin (BEP 52). */
    public static HexPrefix of(InfoHash hash) {
        return new HexPrefix(hash.toString());
    }

    /** Whether an info-hash begins so. */
    public boolean begins(InfoHash hash) {
        return hash.toString().startsWith(digits);
    }

    /** Whether a v2 info-hash begins so. */
    public boolean begins(InfoHashV2 hash) {
        return hash.toString().startsWith(digits);
    }

    /**
     * The least value that begins so.
     *
     * @param length bytes of the values
     * @return no bytes, which is no value, if these digits are more than a value has
     */
    public byte[] least(int length) {
        return filled('0', length);
    }

    /**
     * The greatest value that begins so.
     *
     * @param length bytes of the values
     * @return no bytes, which is no value, if these digits are more than a value has
     */
    public byte[] greatest(int length) {
        return filled('f', length);
    }

    private byte[] filled(char filler, int length) {
        int missing = 2 * length - digits.length();
        return missing < 0
                ? new byte[0]
                : HexFormat.of().parseHex(digits + String.valueOf(filler).repeat(missing));
    }

    /** The digits. */
    @Override
    public String toString() {
        return digits;
    }
}
