package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.node.api.Peer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code dunlin list}: what is in the catalogue. */
@Concerns(Matter.INDEX)
@Command(
        name = "list",
        description = {
            "Show what is in the catalogue of the index.",
            "With no index: dunlin peers shows who is there, dunlin browse PEER what they share."
        },
        footerHeading = "%nExample:%n",
        footer = "  dunlin list --tracker http://localhost:6969")
public final class ListCommand implements Callable<Integer> {
    /** Columns below which the names need the room more than the dates. */
    private static final int NARROW = 140;

    private final Session session;

    public ListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        session.turnTo(Subject.named("the catalogue"));
        List<LiveListing> listings;
        try (Peer peer = session.node()) {
            peer.follow(new Notices(peer, console));
            listings = peer.list();
        }
        console.json(listings.stream().map(ListedShare::of).toList());
        if (listings.isEmpty()) {
            console.note("nothing is shared yet; dunlin share PATH begins");
        } else {
            print(listings, console);
        }
        return ExitCode.DONE.number();
    }

    private static void print(List<LiveListing> listings, Console console) {
        List<String> lines =
                table(listings, console.dataColumns(), Instant.now()).lines(console.dataColumns());
        console.data(console.ink().bold(lines.getFirst()));
        for (int i = 1; i < lines.size(); i++) {
            boolean isGone = listings.get(i - 1).gone();
            console.data(isGone ? console.ink().dim(lines.get(i)) : lines.get(i));
        }
        if (listings.stream().anyMatch(LiveListing::gone)) {
            console.note("gone: nobody has had it for long, and it will be dropped");
        }
    }

    static Table table(List<LiveListing> listings, int columns, Instant now) {
        Table table =
                new Table(
                                List.of(
                                        "NAME",
                                        "ID",
                                        ">SIZE",
                                        ">FILES",
                                        ">SEEDERS",
                                        ">LEECHERS",
                                        "SHARED BY",
                                        "=WHEN"))
                        .sparing(">FILES", ">LEECHERS", "=WHEN", "SHARED BY");
        for (LiveListing live : listings) {
            Listing listing = live.listing();
            table.row(
                    listing.name(),
                    listing.id().toString().substring(0, 10),
                    Units.size(listing.size()),
                    String.valueOf(listing.files()),
                    live.gone() ? "gone" : String.valueOf(live.seeders()),
                    String.valueOf(live.leechers()),
                    listing.sharedBy(),
                    columns < NARROW
                            ? Units.ago(listing.sharedAt(), now)
                            : Units.when(listing.sharedAt(), now, ZoneId.systemDefault()));
        }
        return table;
    }
}
