package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Peer;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.protocol.catalogue.Listing;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Tells a person what happens in a peer beside the progress: trackers and indexes that fail, peers
 * shut out, files left out. Thread-safe.
 */
public class Notices implements Consumer<NodeEvent> {

    /** A served file that was changed. */
    record Changed(String event, String path) {}

    /** A damaged file, and where it is kept. */
    record Kept(String event, String path, String kept) {}

    private final Peer peer;
    private final Console console;
    private final Map<Integer, Visitors> visitors;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<Integer> serving = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Queue<LeftOut>> leftOut = new ConcurrentHashMap<>();

    /** Says nothing of peers that come and go. */
    public Notices(Peer peer, Console console) {
        this(peer, console, Map.of());
    }

    /**
     * Says also who goes, of these shares.
     *
     * @param visitors of each share, by its number
     */
    public Notices(Peer peer, Console console, Map<Integer, Visitors> visitors) {
        this.peer = peer;
        this.console = console;
        this.visitors = visitors;
    }

    @Override
    public void accept(NodeEvent event) {
        switch (event) {
            case NodeEvent.StateChanged(int share, ShareState state) -> {
                changed(share, state);
            }
            case NodeEvent.LeftOut it ->
                    leftOut.computeIfAbsent(it.share(), _ -> new ConcurrentLinkedQueue<>())
                            .add(new LeftOut(it.path().toString(), it.why()));
            case NodeEvent.SetAside(int share, Path file, Path kept) -> {
                console.json(new Kept("setAside", file.toString(), kept.toString()));
                say(share, file + " was damaged: it is kept as " + kept.getFileName());
            }
            case NodeEvent.FileChanged(int _, Path file) -> {
                console.json(new Changed("changed", file.toString()));
                console.warn(
                        "%s was changed or moved: what is wrong of it is served no more; %s"
                                .formatted(file, makeRight()));
            }
            case NodeEvent.Registered registered -> registered(registered);
            case NodeEvent.NotRegistered not -> notRegistered(not);
            case NodeEvent.TrackerWorks works -> works(works);
            case NodeEvent.TrackerFails fails -> {
                failing.add(fails.share() + " " + fails.url());
                say(
                        fails.share(),
                        fails.url() + " fails: " + fails.reason() + "; it is tried again");
            }
            case NodeEvent.PeerBanned banned ->
                    say(
                            banned.share(),
                            "shut out "
                                    + HostPort.format(banned.peer())
                                    + ": "
                                    + banned.reason()
                                    + "; its copy has changed, it seems, and must be shared again");
            case NodeEvent.PeerLeft left -> left(left);
            case NodeEvent.Taken taken -> console.note(taken(taken));
            case NodeEvent.ShareFound _ -> {} // the answer says it
            case NodeEvent.IndexLeftOut silent -> warn(silent.why());
            case NodeEvent.IndexesSilent silent -> warn(silent.why());
            case NodeEvent.DhtEntered(int nodes) ->
                    console.detail("DHT: entered; " + Units.count(nodes, "node") + " known");
            case NodeEvent.DhtSilent() ->
                    console.detail("DHT: no node answers yet; it is tried again");
            case NodeEvent.TrackerSilent silent ->
                    console.note("dunlin: " + silent.url() + " " + silent.reason());
        }
    }

    /** What is not in a share that was made, since this was asked last. */
    List<LeftOut> takeLeftOut(int share) {
        Queue<LeftOut> taken = leftOut.remove(share);
        return taken == null ? List.of() : List.copyOf(taken);
    }

    private static String taken(NodeEvent.Taken it) {
        Listing share = it.listing();
        return it.of() == 1
                ? "'%s' is taken for %s, shared by %s"
                        .formatted(it.x(), share.name(), share.sharedBy())
                : "of %d shares named '%s' the one of %s by %s is taken"
                        .formatted(
                                it.of(),
                                it.x(),
                                Units.minute(share.sharedAt(), ZoneId.systemDefault()),
                                share.sharedBy());
    }

    /** A share that fails before it serves is told of by the command that waits for it. */
    private void changed(int share, ShareState state) {
        if (state instanceof ShareState.Serving) {
            serving.add(share);
        } else if (serving.remove(share) && state instanceof ShareState.Failed(NodeRefusal why)) {
            console.warn(name(share) + " is served no more: " + ErrorReport.of(why).line());
        }
    }

    /** An index lists a share: nothing to say, unless it was asked for. */
    void registered(NodeEvent.Registered event) {}

    /** What to do about a file that was changed. */
    String makeRight() {
        return "dunlin get --repair makes it right";
    }

    private void left(NodeEvent.PeerLeft event) {
        Visitors there = visitors.get(event.share());
        if (there != null) {
            there.left(event.peer(), event.client(), event.pieces(), event.sent());
        }
    }

    private void notRegistered(NodeEvent.NotRegistered event) {
        String name = name(event.share());
        if (event.again()) {
            boolean fails = event.why().why() instanceof Why.IndexSaysNo;
            console.note(
                    "the index %s %s (%s); %s is served all the same, and the index is tried again"
                            .formatted(
                                    event.index(),
                                    fails ? "fails" : "cannot be reached",
                                    reason(event.why()),
                                    name));
        } else {
            console.note(
                    "%s does not list %s (%s); it is announced there all the same"
                            .formatted(event.index(), name, reason(event.why())));
        }
    }

    private static String reason(NodeRefusal refusal) {
        return switch (refusal.why()) {
            case Why.IndexSaysNo no -> no.reason();
            case Why.IndexUnreachable none -> none.reason();
            case Why.IndexMalformed malformed -> malformed.reason();
            default -> ErrorReport.of(refusal).line();
        };
    }

    private void works(NodeEvent.TrackerWorks event) {
        boolean again = failing.remove(event.share() + " " + event.url());
        String line =
                "%s: %s%s knows %s and %s"
                        .formatted(
                                name(event.share()),
                                event.url(),
                                again ? " answers again: it" : "",
                                Units.count(event.seeders(), "seeder"),
                                Units.count(event.leechers(), "leecher"));
        if (again) {
            console.note(line);
        } else {
            console.detail(line); // all is as it should be
        }
    }

    private void warn(NodeRefusal refusal) {
        console.note("dunlin: " + ErrorReport.of(refusal).line());
    }

    final void say(int share, String line) {
        console.note(name(share) + ": " + line);
    }

    /** What a share is called. */
    final String name(int share) {
        try {
            return peer.share(share).map(ShareStatus::name).orElse("share " + share);
        } catch (NodeRefusal e) {
            return "share " + share; // the peer is closing
        }
    }
}
