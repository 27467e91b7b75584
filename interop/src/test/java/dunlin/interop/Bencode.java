package dunlin.interop;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes bencode as it is told to, so that torrents can be made that no decent program would make.
 * Text is ISO 8859-1: each character a byte.
 */
final class Bencode {
    private Bencode() {}

    static byte[] bytes(Object value) {
        return text(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Object value) {
        return switch (value) {
            case String string -> string.length() + ":" + string;
            case Number number -> "i" + number + "e";
            case List<?> list ->
                    "l" + String.join("", list.stream().map(Bencode::text).toList()) + "e";
            case Map<?, ?> map -> dictionary(map);
            default -> throw new IllegalArgumentException("no bencode for " + value.getClass());
        };
    }

    private static String dictionary(Map<?, ?> map) {
        var text = new StringBuilder("d");
        map.forEach((key, value) -> text.append(text(key)).append(text(value)));
        return text.append('e').toString();
    }
}
