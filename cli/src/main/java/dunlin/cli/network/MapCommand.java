package dunlin.cli.network;

import dunlin.cli.command.Notices;
import dunlin.cli.command.Session;
import dunlin.cli.command.Subject;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.option.SaidEachTime;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Json;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import dunlin.node.api.Peer;
import dunlin.peer.Transport;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dunlin map}: the network of named peers as it is connected. */
@Concerns({Matter.NETWORK, Matter.PEERS})
@Command(
        name = "map",
        description = {
            "Show how the network of named peers is connected, as each of them says of its own links:"
                    + " as a tree, as JSON, for Graphviz (dot), or as a picture (svg)."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  dunlin map", "  dunlin map -o network.svg"})
public final class MapCommand implements Callable<Integer> {
    /** How to show it; the names are what is typed. */
    enum Format {
        tree,
        json,
        dot,
        svg
    }

    private final Session session;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; what the end of FILE says, otherwise tree.")
    private @Nullable Format format;

    @SaidEachTime
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it there.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long to ask around (${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(5);

    public MapCommand(Session session) {
        this.session = session;
    }

    /**
     * The answer as JSON; the names are a contract.
     *
     * @param all whether it is all of the network, as far as can be told
     */
    record Answer(
            List<Node> nodes, List<List<String>> links, List<Measured> roundTrips, boolean all) {
        static Answer of(NetworkMap map) {
            return new Answer(
                    map.nodes().stream().map(Node::of).toList(),
                    map.links().stream().map(link -> List.of(link.a(), link.b())).toList(),
                    map.links().stream()
                            .filter(link -> link.roundTrip().isPresent())
                            .map(link ->
                                    new Measured(
                                            link.a(),
                                            link.b(),
                                            PeersCommand.millis(link.roundTrip().orElseThrow()),
                                            link.transport().map(Transport.Kind::word).orElse("")))
                            .toList(),
                    map.all());
        }
    }

    /** A member. */
    record Node(String id, String name, String address, int shares, boolean self) {
        static Node of(Member member) {
            return new Node(
                    member.id(),
                    member.shownName(),
                    HostPort.format(member.address()),
                    member.shares(),
                    member.isSelf());
        }
    }

    /** How long an answer takes over a link, and what carries it. */
    record Measured(String a, String b, double millis, String transport) {}

    @Override
    public Integer call() throws Exception {
        Format wanted = format();
        Console console = session.console();
        session.turnTo(Subject.named("the network"));
        refuseIfThere();
        NetworkMap map;
        try (Peer peer = session.node()) {
            peer.follow(new Notices(peer, console));
            map = peer.map(timeout);
        }
        console.json(Answer.of(map));
        Graph graph = new Graph(map);
        if (output != null) {
            write(output, text(map, graph, wanted));
            console.note("wrote " + output);
        } else if (wanted == Format.tree) {
            List<String> lines = MapTree.of(graph).lines(console.dataColumns());
            console.data(console.ink().bold(lines.getFirst()));
            lines.stream().skip(1).forEach(console::data);
        } else {
            text(map, graph, wanted).lines().forEach(console::data);
        }
        console.note(
                "%s, %s%s"
                        .formatted(
                                Units.count(map.nodes().size(), "peer"),
                                Units.count(map.links().size(), "link"),
                                map.all() ? "" : "; there are more"));
        return ExitCode.DONE.number();
    }

    private Format format() throws Failure {
        if (format == null) {
            String name = output == null ? "" : output.toString().toLowerCase(Locale.ROOT);
            return Arrays.stream(Format.values())
                    .filter(it -> name.endsWith("." + it))
                    .findFirst()
                    .orElse(Format.tree);
        }
        if (session.options().json && output == null && format != Format.json) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--json and --format " + format + " are two answers: choose one, or give -o");
        }
        return format;
    }

    private String text(NetworkMap map, Graph graph, Format wanted) {
        return switch (wanted) {
            case tree -> String.join("\n", MapTree.of(graph).lines(Integer.MAX_VALUE)) + "\n";
            case json -> Json.line(Answer.of(map)) + "\n";
            case dot -> MapDot.of(graph, session.options().network());
            case svg -> MapSvg.of(graph, session.options().network());
        };
    }

    /** Before anybody is asked. */
    private void refuseIfThere() throws Failure {
        if (output != null && Files.isDirectory(output)) {
            throw new Failure(
                    ExitCode.USAGE, "-o " + output + " is a folder: name the file to write");
        }
        if (output != null && !force && Files.isRegularFile(output)) {
            throw isThere(output);
        }
    }

    private static Failure isThere(Path file) {
        return new Failure(
                ExitCode.FAILED, file + " is there already: name another, or add --force");
    }

    private void write(Path file, String text) throws IOException, Failure {
        boolean isFresh = !force && !Files.exists(file); // a pipe or the like may be there
        try {
            if (isFresh) {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            } else {
                Files.writeString(file, text);
            }
        } catch (FileAlreadyExistsException _) {
            throw isThere(file);
        }
    }
}
