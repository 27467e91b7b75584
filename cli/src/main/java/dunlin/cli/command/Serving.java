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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Serves until the person has had enough, and says meanwhile who comes, finishes and goes. */
public final class Serving {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Peer peer;
    private final Map<Integer, Visitors> visitors;
    private final Console console;
    private final PeerNames names;

    /**
     * @param visitors of each share, by its number
     */
    public Serving(Peer peer, Map<Integer, Visitors> visitors, Console console) {
        this.peer = peer;
        this.visitors = visitors;
        this.console = console;
        this.names = new PeerNames(peer);
    }

    /** Blocks until the person has had enough, or for this time. */
    void run(Session session, Duration time) throws NodeRefusal {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(time.toSeconds());
        while (System.nanoTime() - end < 0 && !session.awaitInterrupt(LOOK)) {
            console.live(List.of(DisplayWidth.cut(look(), console.columns() - 1)));
        }
        console.endLive();
        console.note("closing");
    }

    /** Says who came, finished and left since the last look. @return how it stands, in a line */
    private String look() throws NodeRefusal {
        long up = 0;
        long sent = 0;
        long size = 0;
        int peers = 0;
        for (ShareStatus share : peer.shares()) {
            Visitors there = visitors.get(share.number());
            if (there != null && share.exchange().isPresent()) {
                SwarmStatus status = share.exchange().get();
                names.learn(status, share.id());
                there.look(share.name(), status, names::label).forEach(line -> console.note(line));
                up += status.upRate();
                sent += status.uploaded();
                size += status.size();
                peers += status.peers().size();
            }
        }
        return "serving %s to %s, %s, %s sent so far, ratio %s"
                .formatted(
                        Units.count(visitors.size(), "share"),
                        Units.count(peers, "peer"),
                        Units.rate(up),
                        Units.size(sent),
                        ratio(sent, size));
    }

    /** How many times over they were sent. */
    private static String ratio(long sent, long size) {
        return String.format(Locale.ROOT, "%.2f", size == 0 ? 0.0 : (double) sent / size);
    }
}
