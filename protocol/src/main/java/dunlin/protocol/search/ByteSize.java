package dunlin.protocol.search;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as a person writes it, in powers of 1024: {@code 500}, {@code 20M}, {@code
 * 1.5GiB}.
 */
final class ByteSize {
    static final String UNITS = "KMGTPE";

    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,3})?)(?:([" + UNITS + "])(?:I?B)?|B)?");
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private ByteSize() {}

    /** The bytes, if it is a size and less than 2^63. */
    static Optional<Long> parse(String text) {
        Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int unit = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
        BigDecimal bytes =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << 10 * unit));
        return bytes.compareTo(MOST) > 0 ? Optional.empty() : Optional.of(bytes.longValue());
    }
}
