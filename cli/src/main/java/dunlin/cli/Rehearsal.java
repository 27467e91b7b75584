package dunlin.cli;

import dunlin.cli.command.Interrupts;
import dunlin.cli.demo.TemporaryFolder;
import java.util.List;
import java.util.Map;

/**
 * Runs commands as people do while the launcher lets the JVM note what it loads: what is met here
 * comes from the cache at every start. That some of them find no index is meant: what is said then
 * has to come as quickly.
 *
 * <p>There are two caches, since all that lies in one is set up at each start, needed or not: one
 * for commands that are over at once, and one for those that exchange.
 */
final class Rehearsal {
    private static final String NO_INDEX = "http://127.0.0.1:1";
    private static final String NOBODYS = "magnet:?xt=urn:btih:" + "0".repeat(40);
    private static final String MOMENT = "1s";

    private Rehearsal() {}

    /**
     * @param arguments {@code short} or {@code long}, and a folder to work with
     */
    public static void main(String[] arguments) throws Exception {
        Interrupts interrupts = Main.begin();
        try (TemporaryFolder home = TemporaryFolder.make("dunlin-rehearsal-")) {
            // On loopback: nothing beyond this machine is asked while the program is built.
            Map<String, String> environment =
                    Map.of(
                            "DUNLIN_HOME", home.path().toString(),
                            "DUNLIN_BIND", "127.0.0.1",
                            "DUNLIN_PORT", "0");
            String torrent = home.path().resolve("t.torrent").toString();
            String folder = arguments[1];
            List<List<String>> commands =
                    arguments[0].equals("short") ? shortOnes(folder, torrent) : longOnes(folder);
            for (List<String> command : commands) {
                Main.run(interrupts, environment, command.toArray(String[]::new));
            }
        }
        interrupts.exit(0);
    }

    private static List<List<String>> shortOnes(String folder, String torrent) {
        return List.of(
                List.of("--version"),
                List.of("help", "get"),
                List.of("id", "--json"),
                List.of("list", "--tracker", NO_INDEX),
                List.of("list", "--json", "--tracker", NO_INDEX),
                List.of("inspect", "nothing"),
                List.of("create", folder, "-o", torrent),
                List.of("inspect", torrent),
                List.of("verify", torrent, folder));
    }

    private static List<List<String>> longOnes(String folder) {
        return List.of(
                List.of("get", "a", "--tracker", NO_INDEX, "--no-dht"),
                List.of("locate", "a", "--tracker", NO_INDEX, "--no-dht"),
                List.of("search", "a", "word", "--timeout", MOMENT),
                List.of("peers", "--timeout", MOMENT),
                List.of("peers", "--json", "--timeout", MOMENT),
                List.of("get", NOBODYS, "--timeout", MOMENT),
                List.of("demo", folder));
    }
}
