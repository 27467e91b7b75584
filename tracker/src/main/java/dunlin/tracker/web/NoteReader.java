package dunlin.tracker.web;

import dunlin.protocol.catalogue.Note;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what an owner says about a share. Refused is what is no plain text: whoever shows it
 * escapes it for where it is shown, but no control character belongs into any of it.
 */
final class NoteReader {
    static final String DESCRIPTION = "description";
    static final String TAG = "tag";

    /** Most bytes of the JSON: four for each character, and as much again for what is around it. */
    static final int MAX_JSON = 32 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private NoteReader() {}

    /** The note in the query: {@code description=…&tag=…&tag=…}. */
    static Note inQuery(HttpRequest request) throws HttpRefusal {
        return note(request.parameter(DESCRIPTION).orElse(""), request.parameters(TAG));
    }

    /** The note in a body: {@code {"description": text, "tags": [text, …]}}. */
    static Note inJson(byte[] body) throws HttpRefusal {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new HttpRefusal(400, "the body is not JSON");
        }
        JsonNode description = node.path(DESCRIPTION);
        JsonNode tags = node.path("tags");
        if (!description.isString() || !tags.isArray()) {
            throw new HttpRefusal(400, "a note is {\"description\": text, \"tags\": [text]}");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode tag : tags) {
            texts.add(
                    tag.stringValueOpt()
                            .orElseThrow(() -> new HttpRefusal(400, "a tag that is no text")));
        }
        return note(description.stringValue(), texts);
    }

    private static Note note(String description, List<String> tags) throws HttpRefusal {
        String text = description.replace("\r\n", "\n").strip();
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new HttpRefusal(400, "a description with control characters");
        }
        try {
            return new Note(text, tags);
        } catch (IllegalArgumentException e) {
            throw new HttpRefusal(400, String.valueOf(e.getMessage()));
        }
    }
}
