package dunlin.cli.shell;

import dunlin.cli.command.PeerNames;
import dunlin.cli.command.Visitors;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.node.api.ShareStatus;
import dunlin.swarm.SwarmStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Looks once a second at what a shell's peer does: says who comes and goes, and how it stands. */
final class Background implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Map<Integer, Visitors> visitors = new ConcurrentHashMap<>();
    private final Peer peer;
    private final Console console;
    private final Consumer<String> status;
    private final PeerNames names;
    private final Thread thread = Thread.ofVirtual().name("shell").unstarted(this::run);

    /**
     * @param status is given how it stands
     */
    Background(Peer peer, Console console, Consumer<String> status) {
        this.peer = peer;
        this.console = console;
        this.status = status;
        this.names = new PeerNames(peer);
    }

    void start() {
        thread.start();
    }

    /** Of each share that is exchanged, by its number. */
    Map<Integer, Visitors> visitors() {
        return visitors;
    }

    private void run() {
        try {
            while (true) {
                status.accept(look(peer.shares()));
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException | NodeRefusal _) {
            // The shell ends.
        }
    }

    /** Says who came, finished and left since the last look. @return how it stands, in a line */
    private String look(List<ShareStatus> shares) {
        visitors.keySet().retainAll(shares.stream().map(ShareStatus::number).toList());
        long up = 0;
        long down = 0;
        int peers = 0;
        for (ShareStatus share : shares) {
            Visitors there = visitors.computeIfAbsent(share.number(), _ -> new Visitors());
            if (share.exchange().isPresent()) {
                SwarmStatus swarm = share.exchange().get();
                names.learn(swarm, share.id());
                there.look(share.name(), swarm, names::label).forEach(console::note);
                up += swarm.upRate();
                down += swarm.downRate();
                peers += swarm.peers().size();
            }
        }
        return "%s · %s · ↓ %s · ↑ %s"
                .formatted(
                        Units.count(shares.size(), "share"),
                        Units.count(peers, "peer"),
                        Units.rate(down),
                        Units.rate(up));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
