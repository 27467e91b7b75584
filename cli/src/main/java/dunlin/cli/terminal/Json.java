package dunlin.cli.terminal;

import tools.jackson.databind.json.JsonMapper;

/** Writes records as JSON: a component a field, in their order. Loaded only when it is needed. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** One line, without its end. */
    static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
