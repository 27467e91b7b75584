package dunlin.protocol;

import java.net.IDN;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port of a URL (RFC 3986, 3.2), also where {@link URI#getHost} knows none because the
 * name is none of the domain name system: {@code http://my_tracker:6969} is reached in many a
 * network.
 *
 * @param host a name or an IPv4 address, or an IPv6 address in brackets
 * @param port 0 to 65535, if one is told
 */
public record Authority(String host, OptionalInt port) {
    private static final int MAX_HOST = 253;
    private static final Pattern FORM =
            Pattern.compile(
                    "(?<host>\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._~%-]+)?\\]|[\\p{L}\\p{N}._~-]+)"
                            + "(?::(?<port>[0-9]{0,5}))?");

    /** Of a URL that has them, and no name or password of a user before them; else none. */
    public static Optional<Authority> of(URI url) {
        Matcher form = FORM.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
        if (!form.matches() || form.group("host").length() > MAX_HOST) {
            return Optional.empty();
        }
        String port = form.group("port");
        if (port == null || port.isEmpty()) {
            return ascii(form.group("host")).map(host -> new Authority(host, OptionalInt.empty()));
        }
        int number = Integer.parseInt(port);
        return number > 65_535
                ? Optional.empty()
                : ascii(form.group("host"))
                        .map(host -> new Authority(host, OptionalInt.of(number)));
    }

    private static Optional<String> ascii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(host);
        }
        try {
            return Optional.of(IDN.toASCII(host)).filter(name -> name.length() <= MAX_HOST);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** As it stands in a URL. */
    @Override
    public String toString() {
        return port.isEmpty() ? host : host + ":" + port.getAsInt();
    }
}
