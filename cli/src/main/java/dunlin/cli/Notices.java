package dunlin.cli;

import dunlin.swarm.SwarmListener;
import java.net.InetSocketAddress;

/**
 * Tells a person what happens in a swarm beside the progress: trackers that fail, peers shut out.
 */
class Notices implements SwarmListener {
    private final String share;
    private final Console console;

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
        say(
                "%s knows %s and %s"
                        .formatted(
                                url,
                                Units.count(seeders, "seeder"),
                                Units.count(leechers, "leecher")));
    }

    @Override
    public void trackerFails(String url, String reason) {
        say(url + " fails: " + reason + "; it is tried again");
    }

    private void say(String line) {
        console.note(share + ": " + line);
    }
}
