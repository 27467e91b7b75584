package dunlin.interop;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the programs print. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /** Whether the line is an event of this name. */
    static boolean isEvent(String line, String event) {
        return line.startsWith("{") && parse(line).path("event").asString("").equals(event);
    }
}
