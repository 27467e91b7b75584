package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The program under test, as its people run it: each command is a process; all share one home. */
record Dunlin(Lab lab, Host host, Path home, List<String> java) {
    static Dunlin at(Lab lab, Host host) {
        return new Dunlin(lab, host, lab.folder("home"), List.of());
    }

    /** With further options of the JVM, as {@code DUNLIN_JAVA_OPTS} gives them. */
    Dunlin with(String... javaOptions) {
        return new Dunlin(lab, host, home, List.of(javaOptions));
    }

    /** A tracker that answers. */
    record Index(Program program, String url, String announceUrl, String udpAnnounceUrl) {}

    /** A share that is served and registered. */
    record Shared(Program program, String id, String magnet, String address) {}

    /** What a finished `get` said of it. */
    record Fetched(Path path, List<Source> sources) {
        long bytes() {
            return sources.stream().mapToLong(Source::bytes).sum();
        }
    }

    /** A peer that gave something. */
    record Source(String address, String client, String transport, long bytes) {}

    public Program start(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-XX:MaxDirectMemorySize=448m",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(java);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dunlin.cli.Main"));
        command.addAll(arguments);
        command.addAll(List.of("--home", home.toString(), "--json"));
        return lab.start(host, command);
    }

    public Program start(String... arguments) {
        return start(List.of(arguments));
    }

    /** Starts a command that is a peer, at this host's address. */
    private Program startPeer(String command, List<String> arguments) {
        return start(
                Stream.of(
                                List.of(command),
                                arguments,
                                List.of("--bind", host.address(), "--port", "0"))
                        .flatMap(List::stream)
                        .toList());
    }

    Index tracker(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("tracker", "--listen", host.address() + ":0", "--open"));
        arguments.addAll(List.of(options));
        Program tracker = start(arguments);
        String line = tracker.awaitLine("its address", said -> Json.isEvent(said, "listening"));
        String url = Json.parse(line).get("http").asString();
        String udp = Json.parse(line).get("udp").asString();
        return new Index(tracker, url, url + "/announce", udp + "/announce");
    }

    /** Shares one file or folder. */
    Shared share(Path content, String... options) {
        List<String> arguments = new ArrayList<>(List.of(content.toString()));
        arguments.addAll(List.of(options));
        Program share = startPeer("share", arguments);
        JsonNode event =
                Json.parse(share.awaitLine("the share", said -> Json.isEvent(said, "shared")));
        return new Shared(
                share,
                event.get("id").asString(),
                event.get("magnet").asString(),
                event.get("address").asString());
    }

    /** Writes a torrent of the content. */
    Path create(Path content, String... options) {
        Path torrent = lab.folder("torrent").resolve("made.torrent");
        List<String> arguments =
                new ArrayList<>(
                        List.of("create", content.toString(), "--force", "-o", torrent.toString()));
        arguments.addAll(List.of(options));
        Program create = start(arguments);
        assertThat(create.exitCode()).as("exit code of" + create).isZero();
        return torrent;
    }

    JsonNode inspect(Path torrent) {
        Program inspect = start("inspect", torrent.toString());
        assertThat(inspect.exitCode()).as("exit code of" + inspect).isZero();
        return Json.parse(String.join("\n", inspect.output()));
    }

    Program get(String link, Path folder, String... options) {
        List<String> arguments = new ArrayList<>(List.of(link, "-o", folder.toString()));
        arguments.addAll(List.of(options));
        return startPeer("get", arguments);
    }

    /** Fetches to the end, which must be a good one. */
    Fetched fetch(String link, Path folder, String... options) {
        return awaitFetched(get(link, folder, options));
    }

    static Fetched awaitFetched(Program get) {
        assertThat(get.exitCode()).as("exit code of" + get).isZero();
        return fetched(get.awaitLine("the end", said -> Json.isEvent(said, "done")));
    }

    private static Fetched fetched(String line) {
        JsonNode event = Json.parse(line);
        assertThat(event.get("verified").asBoolean()).isTrue();
        List<Source> sources = new ArrayList<>();
        for (JsonNode source : event.get("sources")) {
            sources.add(
                    new Source(
                            source.get("address").asString(),
                            source.get("client").asString(),
                            source.get("transport").asString(),
                            source.get("bytes").asLong()));
        }
        return new Fetched(Path.of(event.get("path").asString()), sources);
    }

    /** Waits until that many bytes were fetched, while it goes on. */
    static long awaitProgress(Program get, long bytes) {
        String line =
                get.awaitLine(
                        bytes + " bytes",
                        said ->
                                Json.isEvent(said, "progress")
                                        && Json.parse(said).get("done").asLong() >= bytes);
        return Json.parse(line).get("done").asLong();
    }
}
