package dunlin.discovery.catalogue;

import dunlin.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads the JSON of a server that is not trusted as a stream, one element of a list after the
 * other.
 *
 * <p>The threat: the nodes of {@code [],[],…} take thirty times the room of its bytes. So an
 * element has {@link #MAX_VALUES} values at most, and a list {@link #MAX_ELEMENTS} elements, of
 * which one at a time is held. What is malformed, too deep or too long, and a key that stands twice
 * in one object, is refused. A number that is not whole, or beyond 64 bits, counts as null.
 */
final class JsonAnswer {
    /** What is made of one element. */
    @FunctionalInterface
    interface Element<T> {
        T of(JsonNode node) throws ProtocolException;
    }

    /** Indexes give 500 at most. */
    static final int MAX_ELEMENTS = 1_000;

    /** A share with 500 peers is 2,500 values. */
    static final int MAX_VALUES = 5_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(16)
                                    .maxNumberLength(100)
                                    .maxStringLength(64 << 10)
                                    .maxNameLength(256)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final JsonParser in;
    private int values;

    private JsonAnswer(JsonParser in) {
        this.in = in;
    }

    /** A value that stands alone. */
    static JsonNode one(byte[] json) throws ProtocolException {
        return read(json, JsonAnswer::only);
    }

    /**
     * What is made of the elements of a list, without those that are of no use; if none is, that is
     * refused.
     */
    static <T> List<T> list(byte[] json, Element<T> element) throws ProtocolException {
        return read(json, answer -> answer.elements(element));
    }

    private interface Reading<T> {
        T of(JsonAnswer answer) throws ProtocolException;
    }

    private static <T> T read(byte[] json, Reading<T> reading) throws ProtocolException {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            T read = reading.of(new JsonAnswer(in));
            if (in.nextToken() != null) {
                throw new ProtocolException("the index goes on after the end of its answer");
            }
            return read;
        } catch (JacksonException e) {
            throw new ProtocolException("the index answers something that is not JSON", e);
        }
    }

    private JsonNode only() throws ProtocolException {
        return value(in.nextToken());
    }

    private <T> List<T> elements(Element<T> element) throws ProtocolException {
        if (in.nextToken() != JsonToken.START_ARRAY) {
            throw new ProtocolException("the index answers something that is no list");
        }
        List<T> all = new ArrayList<>();
        Optional<ProtocolException> unusable = Optional.empty();
        int read = 0;
        for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
            if (read++ == MAX_ELEMENTS) {
                throw new ProtocolException(
                        "the index answers with more than " + MAX_ELEMENTS + " at once");
            }
            values = 0;
            JsonNode node = value(next);
            try {
                all.add(element.of(node));
            } catch (ProtocolException e) {
                unusable = Optional.of(unusable.orElse(e));
            }
        }
        if (all.isEmpty() && unusable.isPresent()) {
            throw unusable.get();
        }
        return all;
    }

    private JsonNode value(JsonToken token) throws ProtocolException {
        if (++values > MAX_VALUES) {
            throw new ProtocolException(
                    "the index answers with more than " + MAX_VALUES + " values in one");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> StringNode.valueOf(in.getString());
            case VALUE_NUMBER_INT -> number();
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case null -> throw new ProtocolException("the index answers with nothing");
            default -> NullNode.instance;
        };
    }

    private JsonNode object() throws ProtocolException {
        ObjectNode object = NODES.objectNode();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            object.set(name, value(in.nextToken()));
        }
        return object;
    }

    private JsonNode array() throws ProtocolException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
            array.add(value(next));
        }
        return array;
    }

    private JsonNode number() {
        NumberType type = in.getNumberType();
        return type == NumberType.INT || type == NumberType.LONG
                ? LongNode.valueOf(in.getLongValue())
                : NullNode.instance;
    }
}
