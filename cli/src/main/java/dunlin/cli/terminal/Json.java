package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/** Writes records as JSON: a component a field, in their order. Loaded only when it is needed. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /**
     * One line, without its end. It may well go to a terminal, or to who takes U+2028 for the end
     * of a line: what a terminal obeys, and half a character, is written as its number.
     */
    public static String line(Object value) {
        String json = MAPPER.writeValueAsString(value);
        if (json.codePoints().noneMatch(SafeText::isUnsafe)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 64);
        json.codePoints()
                .forEach(c -> {
                    if (!SafeText.isUnsafe(c)) {
                        escaped.appendCodePoint(c);
                    } else {
                        for (char unit : Character.toChars(c)) {
                            escaped.append("\\u").append(HexFormat.of().toHexDigits(unit));
                        }
                    }
                });
        return escaped.toString();
    }
}
