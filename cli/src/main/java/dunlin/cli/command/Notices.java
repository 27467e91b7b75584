package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.swarm.SwarmListener;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells a person what happens in a swarm beside the progress: trackers that fail, peers shut out.
 */
class Notices implements SwarmListener {
    private final String share;
    private final Console console;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    Notices(String share, Console console) {
        this.share = share;
        this.console = console;
    }

    @Override
    public void banned(InetSocketAddress peer, String reason) {
        say("shut out " + HostPort.format(peer) + ": " + reason);
    }

    @Override
    public void trackerWorks(String url, int seeders, int leechers) {
        boolean again = failing.remove(url);
        String line =
                "%s: %s%s knows %s and %s"
                        .formatted(
                                share,
                                url,
                                again ? " answers again: it" : "",
                                Units.count(seeders, "seeder"),
                                Units.count(leechers, "leecher"));
        if (again) {
            console.note(line);
        } else {
            console.detail(line); // all is as it should be
        }
    }

    @Override
    public void trackerFails(String url, String reason) {
        failing.add(url);
        say(url + " fails: " + reason + "; it is tried again");
    }

    private void say(String line) {
        console.note(share + ": " + line);
    }
}
