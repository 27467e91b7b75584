package dunlin.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command in this process, and keeps what it says. */
final class Dunlin {
    /** How a run ended. */
    record Run(int code, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }

        List<JsonNode> jsonLines() {
            return out.lines().map(line -> JsonMapper.shared().readTree(line)).toList();
        }
    }

    private final Map<String, String> environment = new HashMap<>();

    /**
     * @param home where this run keeps its state
     */
    Dunlin(Path home) {
        environment.put("HOME", home.toString());
    }

    Dunlin with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Run run(Object... arguments) {
        List<String> words = new ArrayList<>();
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Session session =
                new Session(
                        outStream, errStream, environment, () -> Terminal.NONE, new Interrupts());
        int code = new Program(session, outStream, errStream).run(words.toArray(String[]::new));
        return new Run(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
