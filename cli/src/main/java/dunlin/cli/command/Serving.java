package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.Units;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.node.api.ShareStatus;
import dunlin.swarm.SwarmStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Serves until the person has had enough, and says meanwhile who comes, finishes and goes. */
final class Serving {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Peer peer;
    private final Map<Integer, Visitors> visitors;
    private final Console console;

    /**
     * @param visitors of each share, by its number
     */
    Serving(Peer peer, Map<Integer, Visitors> visitors, Console console) {
        this.peer = peer;
        this.visitors = visitors;
        this.console = console;
    }

    void run(Session session) throws NodeRefusal {
        while (!session.awaitInterrupt(LOOK)) {
            look();
        }
        console.endLive(false);
        console.note("closing");
    }

    private void look() throws NodeRefusal {
        long up = 0;
        long sent = 0;
        int peers = 0;
        for (ShareStatus share : peer.shares()) {
            Visitors there = visitors.get(share.number());
            if (there != null && share.exchange().isPresent()) {
                SwarmStatus status = share.exchange().get();
                there.look(share.name(), status).forEach(line -> console.note(line));
                up += status.upRate();
                sent += status.uploaded();
                peers += status.peers().size();
            }
        }
        console.live(
                List.of(
                        DisplayWidth.cut(
                                "serving %s to %s, %s, %s sent so far"
                                        .formatted(
                                                Units.count(visitors.size(), "share"),
                                                Units.count(peers, "peer"),
                                                Units.rate(up),
                                                Units.size(sent)),
                                console.columns() - 1)));
    }
}
