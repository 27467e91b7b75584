package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.option.Count;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.Ink;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.Found;
import dunlin.node.api.Peer;
import dunlin.node.api.SearchOrder;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.search.QueryParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin search}: finds shares at the indexes and in the network, and who has them. */
@Concerns({Matter.INDEX, Matter.NETWORK, Matter.PEERS})
@Command(
        name = "search",
        description = {
            "Find shares by words of their names, files and tags, and show who has them: in the index,"
                    + " in the network of named peers and over the DHT at once.",
            "All words must occur; a word that ends in * stands for all that begin so."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin search ubuntu server --type iso --size '>1G'",
            "  dunlin search 'holi*' --by anna --after 2026-01-31"
        })
public final class SearchCommand implements Callable<Integer> {
    private static final int MAX_LIMIT = 200;
    private static final int PEERS_SHOWN = 5;
    private static final Set<Found.Where> INDEX_ALONE = Set.of(Found.Where.INDEX);

    private final Session session;

    @Parameters(paramLabel = "WORDS", arity = "0..*", description = "What to look for.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            split = ",",
            description = "Larger or smaller than that: '>1G', '<500M', or both.")
    private List<String> sizes = new ArrayList<>();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "With a file of this type: iso, jpg. Of several, one is enough.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = ",",
            description = "With this tag. Of several, all must be there.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Shared by this peer: its name as it is shown, or '#' and its key.")
    private @Nullable String by;

    @Option(
            names = "--after",
            paramLabel = "DATE",
            description = "Shared on that day or later: 2026-01-31, 2026-01 (UTC).")
    private @Nullable String after;

    @Option(names = "--before", paramLabel = "DATE", description = "Shared before that day.")
    private @Nullable String before;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show so many at most (${DEFAULT-VALUE}).")
    private Count limit = new Count(20);

    @Option(
            names = "--page",
            paramLabel = "N",
            defaultValue = "1",
            description = "Show the next ones: 2, 3, …")
    private Count page = new Count(1);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long the network may take (${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--exhaustive",
            description = "Ask every member of the network, should nothing be found otherwise.")
    private boolean exhaustive;

    public SearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        String query = query();
        if (limit.number() > MAX_LIMIT) {
            throw new Failure(
                    ExitCode.USAGE, "--limit %s is more than %d".formatted(limit, MAX_LIMIT));
        }
        session.turnTo(Subject.named(query));
        Console console = session.console();
        int offset = Math.multiplyExact(page.number() - 1, limit.number());
        List<Found> found;
        try (Peer peer = session.node()) {
            peer.follow(new Notices(peer, console));
            SearchView view = new SearchView(console);
            peer.follow(view);
            SearchOrder order = new SearchOrder(query, offset, limit.number(), timeout, exhaustive);
            found = view.during(() -> peer.search(order));
        }
        console.json(found.stream().map(ListedShare::of).toList());
        if (found.isEmpty()) {
            String line =
                    page.number() == 1
                            ? "nothing matches: %s; try fewer words, or the beginning of one as in hol*"
                                    .formatted(query)
                            : "there is no page %s of: %s; try an earlier one"
                                    .formatted(page, query);
            return session.tell(new Failure(ExitCode.NOT_FOUND, line)).number();
        }
        Instant now = Instant.now();
        for (Found one : found) {
            print(one, now, console);
        }
        if (found.size() >= limit.number()) {
            console.note("there may be more: --page " + (page.number() + 1));
        }
        return ExitCode.DONE.number();
    }

    /** The words and options as the text that indexes take. */
    private String query() throws Failure {
        List<String> terms = new ArrayList<>(words);
        sizes.forEach(size -> terms.add("size:" + quoted(size)));
        types.forEach(type -> terms.add("type:" + quoted(type)));
        tags.forEach(tag -> terms.add("tag:" + quoted(tag)));
        filter(terms, "by", by);
        filter(terms, "after", after);
        filter(terms, "before", before);
        if (String.join("", terms).isBlank()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "there is nothing to look for: give a word; dunlin list shows all there is");
        }
        try {
            return QueryParser.parse(String.join(" ", terms)).toText();
        } catch (ProtocolException e) {
            throw new Failure(
                    ExitCode.USAGE, ErrorReport.text(e) + "; see dunlin search --help", e);
        }
    }

    private static void filter(List<String> terms, String name, @Nullable String value) {
        if (value != null) {
            terms.add(name + ":" + quoted(value));
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void print(Found found, Instant now, Console console) {
        Hit hit = found.hit();
        Listing share = hit.share().listing();
        Ink ink = console.ink();
        List<String> tags = share.note().tags();
        console.data(
                ink.bold(share.name())
                        + "  %s in %s, by %s %s"
                                .formatted(
                                        Units.size(share.size()),
                                        Units.count(share.files(), "file"),
                                        share.sharedBy(),
                                        Units.ago(share.sharedAt(), now))
                        + (tags.isEmpty() ? "" : ink.dim("  " + String.join(" · ", tags))));
        share.note()
                .description()
                .lines()
                .findFirst()
                .ifPresent(line ->
                        console.data("  " + DisplayWidth.cut(line, console.dataColumns() - 2)));
        console.data(
                ink.dim("  id " + share.id())
                        + (found.foundIn().equals(INDEX_ALONE)
                                ? ""
                                : ink.dim(", found in " + SearchView.places(found)))
                        + (hit.peers().isEmpty() ? nobody(hit, ink) : ""));
        Table table = new Table(List.of());
        for (ListedPeer peer : hit.peers().subList(0, Math.min(PEERS_SHOWN, hit.peers().size()))) {
            table.row(
                    "  " + peer.name(),
                    HostPort.format(peer.address()),
                    "since "
                            + Units.minute(peer.since(), ZoneId.systemDefault())
                            + (peer.beforeRestart() ? ", before the index was restarted" : ""));
        }
        table.lines(console.dataColumns()).forEach(console::data);
        if (hit.peers().size() > PEERS_SHOWN) {
            int more = hit.peers().size() - PEERS_SHOWN;
            console.data(
                    "  and "
                            + more
                            + " more: dunlin locate "
                            + share.id().toString().substring(0, 12));
        }
    }

    private static String nobody(Hit hit, Ink ink) {
        return ink.yellow(
                hit.share().gone()
                        ? ", gone: nobody has had it for long"
                        : ", nobody has it just now");
    }
}
