package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.Units;
import dunlin.node.Share;
import dunlin.swarm.SwarmStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Serves until the person has had enough, and says meanwhile who comes, finishes and goes. */
final class Serving {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int LOOKS_UNTIL_RETRY = 120;

    private final Map<Share, Visitors> shares;
    private final Registrar registrar;
    private final Console console;

    Serving(Map<Share, Visitors> shares, Registrar registrar, Console console) {
        this.shares = shares;
        this.registrar = registrar;
        this.console = console;
    }

    void run(Session session) {
        for (int looks = 1; !session.awaitInterrupt(LOOK); looks++) {
            look();
            if (looks % LOOKS_UNTIL_RETRY == 0) {
                registrar.retry();
            }
        }
        console.endLive(false);
        console.note("closing");
    }

    private void look() {
        long up = 0;
        long sent = 0;
        int peers = 0;
        for (Map.Entry<Share, Visitors> entry : shares.entrySet()) {
            SwarmStatus status = entry.getKey().status();
            entry.getValue().look(status).forEach(line -> console.note(line));
            up += status.upRate();
            sent += status.uploaded();
            peers += status.peers().size();
        }
        console.live(
                List.of(
                        DisplayWidth.cut(
                                "serving %s to %s, %s, %s sent so far"
                                        .formatted(
                                                Units.count(shares.size(), "share"),
                                                Units.count(peers, "peer"),
                                                Units.rate(up),
                                                Units.size(sent)),
                                console.columns() - 1)));
    }
}
