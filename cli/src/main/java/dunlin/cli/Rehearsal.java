package dunlin.cli;

import dunlin.cli.command.Interrupts;
import dunlin.cli.demo.TemporaryFolder;
import java.util.List;
import java.util.Map;

/**
 * Runs commands as people do, the whole job at a small size last, while the launcher lets the JVM
 * note what it loads: what is met here comes from the cache at every start. That most of them find
 * no index is meant: what is said then has to come as quickly.
 */
final class Rehearsal {
    private static final String NO_INDEX = "http://127.0.0.1:1";

    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("--version"),
                    List.of("help", "get"),
                    List.of("id", "--json"),
                    List.of("list", "--tracker", NO_INDEX),
                    List.of("list", "--json", "--tracker", NO_INDEX),
                    List.of("search", "a", "word", "--tracker", NO_INDEX),
                    List.of("locate", "a", "--tracker", NO_INDEX),
                    List.of("get", "a", "--tracker", NO_INDEX),
                    List.of("inspect", "nothing"),
                    List.of("verify", "nothing", "nowhere"));

    private Rehearsal() {}

    /**
     * @param arguments the folder that the demonstration shares
     */
    public static void main(String[] arguments) throws Exception {
        Interrupts interrupts = Main.begin();
        try (TemporaryFolder home = TemporaryFolder.make("dunlin-rehearsal-")) {
            Map<String, String> environment = Map.of("DUNLIN_HOME", home.path().toString());
            for (List<String> command : COMMANDS) {
                Main.run(interrupts, environment, command.toArray(String[]::new));
            }
            Main.run(interrupts, environment, "demo", arguments[0]);
        }
        interrupts.exit(0);
    }
}
