package dunlin.cluster.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the database is, and how to log in: {@code
 * jdbc:postgresql://host[:port][,host...]/database[?user=...&password=...]}, with any further
 * parameters of the driver.
 *
 * @param url without user and password
 */
record PostgresAddress(String url, Optional<String> user, Optional<String> password) {
    private static final String FORM =
            "a PostgreSQL address is"
                    + " jdbc:postgresql://host[:port]/database[?user=NAME&password=WORD]";
    private static final String SCHEME = "jdbc:postgresql://";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException saying what is wrong, without a word of user or password
     */
    static PostgresAddress parse(String text) {
        int question = text.indexOf('?');
        String place = question < 0 ? text : text.substring(0, question);
        if (!place.startsWith(SCHEME) || !place.matches("[\\w:/.,\\[\\]%-]+")) {
            throw new IllegalArgumentException(FORM);
        }
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        List<String> others = new ArrayList<>();
        for (String parameter :
                question < 0 ? new String[0] : text.substring(question + 1).split("&")) {
            if (parameter.startsWith("user=")) {
                user = Optional.of(decoded(parameter));
            } else if (parameter.startsWith("password=")) {
                password = Optional.of(decoded(parameter));
            } else if (!parameter.isEmpty()) {
                others.add(parameter);
            }
        }
        String rest = others.isEmpty() ? "" : "?" + String.join("&", others);
        return new PostgresAddress(place + rest, user, password);
    }

    private static String decoded(String parameter) {
        try {
            String value = parameter.substring(parameter.indexOf('=') + 1);
            // Form decoding would make blanks of pluses, which a URL does not mean.
            return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("user and password are to be percent-encoded");
        }
    }

    /** Neither user nor password nor other parameters: this goes into logs. */
    @Override
    public String toString() {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }
}
