package dunlin.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The short forms of commands that a shell knows. Pure. */
final class ShortForms {
    private static final Set<String> LEAVE = Set.of("q", "quit", "exit");
    private static final Map<String, List<String>> FORMS = new LinkedHashMap<>();

    static {
        FORMS.put("r", List.of("share"));
        FORMS.put("d", List.of("get"));
        FORMS.put("lst", List.of("list"));
        FORMS.put("loc", List.of("locate"));
        FORMS.put("file", List.of("search"));
        FORMS.put("i", List.of("browse"));
        FORMS.put("c", List.of("get", "--from"));
        FORMS.put("topo", List.of("map"));
    }

    private ShortForms() {}

    /** All of them, with what they stand for. */
    static Map<String, List<String>> all() {
        return FORMS;
    }

    /** Whether the words ask to leave. */
    static boolean isLeaving(List<String> words) {
        return words.size() == 1 && LEAVE.contains(words.getFirst());
    }

    /**
     * The words as the program takes them: a short form written out, and without the name of the
     * program, which comes along when a line is pasted.
     */
    static List<String> writtenOut(List<String> words) {
        List<String> given =
                words.size() > 1 && words.getFirst().equals("dunlin")
                        ? words.subList(1, words.size())
                        : words;
        List<String> form = given.isEmpty() ? null : FORMS.get(given.getFirst());
        if (form == null) {
            return given;
        }
        List<String> all = new ArrayList<>(form);
        all.addAll(given.subList(1, given.size()));
        return all;
    }
}
